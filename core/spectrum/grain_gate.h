// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace aeolian {

/**
 * Levels of texture that are noise. Where a decoder knows a band's amplitude well, its level is low, and is
 * an error of coding: played as grain, it makes tones hoarse. Levels up to `begins` are silent, those from
 * `whole` on are played as they are; by default all are.
 */
struct GrainGate {
  float begins = 0.f, whole = 0.f;

  /** The level that is played. Any thread. */
  float operator()(float level) const {
    constexpr float least_width = 1e-6f;
    const float way = std::clamp((level - begins) / std::max(whole - begins, least_width), 0.f, 1.f);
    return level * way * way * (3.f - 2.f * way);
  }
};

/** That of new models (trainer/EXPERIMENTS.md, "Grain that is no noise"). */
inline constexpr GrainGate standard_grain{.begins = .5f, .whole = .9f};

/** OnsetGrain's of new models (trainer/EXPERIMENTS.md, "Grain at onsets"). */
inline constexpr float standard_onset_thinning = 1.f;

}  // namespace aeolian
