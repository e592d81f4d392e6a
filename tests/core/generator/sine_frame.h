// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <numbers>

#include "core/spectrum/front_end.h"

namespace aeolian {

/** Log magnitude of a sine of -12 dB in a Hann window, at a distance given in bins. */
inline float sine_in_frame(float distance) {
  if (std::abs(distance) >= 2.f) return log_floor;
  return std::log(.25f * std::pow(std::cos(distance * std::numbers::pi_v<float> / 4.f), 2.f) + 1e-5f);
}

}  // namespace aeolian
