// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/model/description.h"

namespace aeolian {

/**
 * How free running is kept to what the corpus knew, in the engine and where the trainer calibrates it. Range:
 * each latent is drawn at most so often until it lies within the corpus's, then clamped. What is clamped at
 * once piles up at the loudest there ever was.
 */
inline constexpr int most_draws = 8;

/** How long a running mean of latents remembers, seconds: what a corpus does for longer than this, it keeps
 * up. */
inline constexpr double running_mean_s = 2.;

/** Of what that mean lies outside of the corpus's, how much is taken off each new latent. */
inline constexpr float running_mean_pull = 0.5f;

/** Share of the newest latent in that mean, a step, at most all: m += share * (z - m). */
inline float running_mean_share(const ModelDescription& description) {
  return static_cast<float>(std::min(1., 1. / (running_mean_s * description.step_rate())));
}

}  // namespace aeolian
