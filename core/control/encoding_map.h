// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/control/encoding_bank.h"

namespace aeolian {

/** The places of EncodingBank::places() for `encodings`, which are of one size, and its `axes`. */
std::vector<Place> map_of(std::span<const Encoding> encodings, std::span<const float> axes);

}  // namespace aeolian
