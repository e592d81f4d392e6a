#pragma once

#include <span>
#include <vector>

#include "core/control/encoding_bank.h"

namespace aeolian {

/** The places of EncodingBank::places() for `encodings`, which are of one size. */
std::vector<Place> map_of(std::span<const Encoding> encodings);

}  // namespace aeolian
