// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

/** Powers of two channels in a band and their cross-spectrum, summed over some time. */
struct StereoPower {
  double left = 0., right = 0.;
  std::complex<double> product;  ///< of left and the conjugate of right

  /** Left over right, dB, within 60 dB; 0 for silence. */
  double level_difference_db() const;
  /** 0 = uncorrelated, 1 = identical but for level and phase. */
  double coherence() const;
  /** -1 = opposite, 1 = identical but for level. */
  double correlation() const;

  StereoPower& operator+=(const StereoPower& other);
};

/** Measures a whole sound in each of the front end's StereoBands; both channels have the same length. */
std::vector<StereoPower> stereo_power(const FrontEnd& front_end, std::span<const float> left,
                                      std::span<const float> right);

}  // namespace aeolian
