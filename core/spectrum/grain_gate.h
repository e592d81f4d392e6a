// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace aeolian {

/**
 * A soft gate on levels of texture. Where the decoder knows a band's amplitude well, the level is low and
 * only reflects coding error: played as grain, it makes tones hoarse. Levels up to `begins` are silenced,
 * those from `whole` on unchanged; by default all are unchanged.
 */
struct GrainGate {
  float begins = 0.f, whole = 0.f;

  /** Returns the level that is played. Any thread. */
  float operator()(float level) const {
    constexpr float least_width = 1e-6f;
    const float way = std::clamp((level - begins) / std::max(whole - begins, least_width), 0.f, 1.f);
    return level * way * way * (3.f - 2.f * way);
  }
};

/** The gate of new models (trainer/EXPERIMENTS.md, "Grain that is no noise"). */
inline constexpr GrainGate standard_grain{.begins = .5f, .whole = .9f};

/** The thinning (OnsetGrain) of new models (trainer/EXPERIMENTS.md, "Grain at onsets"). */
inline constexpr float standard_onset_thinning = 1.f;

}  // namespace aeolian
