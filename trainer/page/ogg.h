// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"

namespace aeolian::trainer {

/** Encodes mono samples as an Ogg Vorbis file in memory, about 80 kbit/s at 44.1 kHz. */
ErrorOr<std::vector<std::byte>> to_ogg(std::span<const float> samples, int sample_rate);

/** Base64 after RFC 4648, for data URIs. */
std::string base64(std::span<const std::byte> bytes);

}  // namespace aeolian::trainer
