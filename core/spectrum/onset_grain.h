// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

/**
 * Thins the grain where the level changes quickly. A sound that begins within a window has its energy in a
 * part of it, so its spectrum is smooth along frequency. The texture is that of steady noise and would be
 * heard throughout the window, even before the onset. One thread; nothing allocates after construction.
 */
class OnsetGrain {
 public:
  /**
   * `thinning`: where the power changes by one neper per frame, 1 / (1 + thinning) of the grain is left; 0
   * leaves all of it.
   */
  OnsetGrain(const FrontEnd& front_end, float thinning);

  /**
   * Thins the levels of a frame's texture. `mean` are its log amplitudes, `before` and `after` those of the
   * adjacent frames; `after` is empty if not known yet. `bands` values each.
   */
  void thin(std::span<const float> before, std::span<const float> mean, std::span<const float> after,
            std::span<float> levels);

 private:
  float thinning_;
  std::vector<float> widths_;  ///< of each band, in bins
  std::vector<double> noise_,
      changes_;  ///< of all bands below: amplitude of noise, and that times its change
};

}  // namespace aeolian
