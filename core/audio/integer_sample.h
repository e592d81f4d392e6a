// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace aeolian {

/**
 * Converts a sample to a signed integer of `Bits` bits (2 to 24), rounded to nearest and clipped at full
 * scale; NaN becomes silence.
 */
template <int Bits>
std::int32_t integer_sample(float sample) noexcept {
  static_assert(Bits >= 2 && Bits <= 24);
  constexpr double full_scale = 1 << (Bits - 1);
  const double level =
      std::isnan(sample) ? 0. : std::clamp(sample * full_scale, -full_scale, full_scale - 1.);
  return static_cast<std::int32_t>(std::lrint(level));
}

}  // namespace aeolian
