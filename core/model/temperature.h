// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/model/description.h"

namespace aeolian {

/**
 * The lowest temperature of a sampler: below it, only the most likely value would be drawn, and exponents
 * overflow.
 */
inline constexpr float least_temperature = 1e-2f;

/**
 * Converts the user's temperature to the sampler's: 0 gives `calm`, 1 the calibrated `as_learned`, 2 one and
 * a half times that. The range is limited because tempering a mixture component by component is a heuristic.
 */
inline float sampler_temperature(const ModelDescription& d, float panel) {
  panel = std::clamp(panel, 0.f, 2.f);
  return panel <= 1.f ? d.calm + (d.as_learned - d.calm) * panel
                      : d.as_learned * (1.f + 0.5f * (panel - 1.f));
}

}  // namespace aeolian
