// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/model/description.h"

namespace aeolian {

/**
 * The coldest sampler of a few values: below it their distribution is the largest alone, and its exponents
 * overflow.
 */
inline constexpr float least_temperature = 1e-2f;

/**
 * The sampler's temperature for the one on the panel: 0 is the calm floor, 1 the calibrated "as learned", 2
 * half as much again. Tempering a mixture part by part is a heuristic: hence the bounded range.
 */
inline float sampler_temperature(const ModelDescription& d, float panel) {
  panel = std::clamp(panel, 0.f, 2.f);
  return panel <= 1.f ? d.calm + (d.as_learned - d.calm) * panel
                      : d.as_learned * (1.f + 0.5f * (panel - 1.f));
}

}  // namespace aeolian
