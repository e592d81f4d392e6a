// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian::trainer {

/**
 * How far a sound between two others is explained as a mix of them: frame by frame, its magnitudes as a
 * non-negative least-squares sum of theirs. 1 is a mix; an unrelated sound has some share as well, because
 * spectra have similar slopes.
 */
class ExplainedShare {
 public:
  /** Adds a frame of each sound: log magnitudes, equally many. */
  void add(std::span<const float> between, std::span<const float> first, std::span<const float> second);

  /** Explained energy over the energy of all frames so far, 0..1; 0 if there is none. */
  double value() const { return energy_ > 0 ? explained_ / energy_ : 0; }

 private:
  double explained_ = 0, energy_ = 0;
};

}  // namespace aeolian::trainer
