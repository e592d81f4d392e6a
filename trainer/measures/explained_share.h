// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian::trainer {

/**
 * How much of a sound between two others a mix of them explains: frame by frame, its magnitudes as a sum of
 * theirs, by least squares without negative weights. 1 is a mix; a sound that has nothing to do with them has
 * some share as well, since spectra are alike in their slope.
 */
class ExplainedShare {
 public:
  /** Takes a frame of each sound: log magnitudes, equally many. */
  void add(std::span<const float> between, std::span<const float> first, std::span<const float> second);

  /** Explained energy over the energy of all frames so far, 0..1; 0 if there is none. */
  double value() const { return energy_ > 0 ? explained_ / energy_ : 0; }

 private:
  double explained_ = 0, energy_ = 0;
};

}  // namespace aeolian::trainer
