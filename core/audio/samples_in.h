// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>

namespace aeolian {

/** Samples in `seconds` (0 or more) at `rate` Hz, rounded. */
inline std::size_t samples_in(double seconds, int rate) {
  return static_cast<std::size_t>(std::llround(seconds * rate));
}

}  // namespace aeolian
