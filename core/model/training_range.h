// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/model/description.h"

namespace aeolian {

/**
 * Maximum number of draws of a latent until it lies within the corpus's range; then it is clamped. Clamping
 * the first draw would pile up values at the loudest level. The constants here keep generation within the
 * training range, in the engine and in the trainer's calibration.
 */
inline constexpr int most_draws = 8;

/**
 * Time constant of the running mean of latents, seconds: the corpus's range of that mean limits what may last
 * longer.
 */
inline constexpr double running_mean_s = 2.;

/** Share of the mean's excess beyond its range that is subtracted from each new latent. */
inline constexpr float running_mean_pull = 0.5f;

/** Weight of the newest latent in that mean per step, at most 1: m += share * (z - m). */
inline float running_mean_share(const ModelDescription& description) {
  return static_cast<float>(std::min(1., 1. / (running_mean_s * description.step_rate())));
}

}  // namespace aeolian
