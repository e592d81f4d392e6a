// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/control/encoding_bank.h"

namespace aeolian {

/** EncodingBank::places() for `encodings`, which have the same size, along `axes`. */
std::vector<Place> map_of(std::span<const Encoding> encodings, std::span<const float> axes);

}  // namespace aeolian
