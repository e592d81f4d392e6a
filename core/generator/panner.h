// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/audio/output_stage.h"
#include "core/audio/stereo_frame.h"

namespace aeolian {

/**
 * Places one voice between left and right with constant power (a centred voice has its own amplitude on both
 * channels; one hard left or right is 3 dB louder there). Moves are interpolated, so that nothing clicks. One
 * thread; allocates nothing.
 */
class Panner {
 public:
  /** Moves to `pan`, from -1 (left) to 1 (right), within `hops` calls of add_hop(). */
  void go(float pan, long hops) noexcept;

  /**
   * Adds the next hop of the voice to `sum`, of the same length. `side`, of the same length or empty, is
   * added on the left and subtracted on the right; for a stereo voice, pan is balance.
   */
  void add_hop(std::span<const float> voice, std::span<const float> side,
               std::span<StereoFrame> sum) noexcept;

  /** The gain of each channel at the end of the last hop. */
  StereoFrame gain() const noexcept { return gain_; }

 private:
  void add_still(std::span<const float> voice, std::span<const float> side,
                 std::span<StereoFrame> sum) const noexcept;

  Ramp pan_{0.f};                    ///< hop by hop
  StereoFrame gain_ = centred(1.f);  ///< at the end of the last hop
};

}  // namespace aeolian
