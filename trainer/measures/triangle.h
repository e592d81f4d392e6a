// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian::trainer {

/**
 * A triangular band over the bins of a spectrum: it rises from `left_hz` to `centre_hz` and falls to
 * `right_hz`. It reaches at least one bin to either side, so that a band narrower than the spacing of the
 * bins is not empty. Threads may share it.
 */
class Triangle {
 public:
  Triangle(const FrontEnd& front_end, double left_hz, double centre_hz, double right_hz);

  /** Scales the weights to a sum of 1, so that power() is a mean. */
  void normalise();

  /** Returns `offset` plus the weighted power of `bins`, the whole spectrum. */
  float power(std::span<const std::complex<float>> bins, float offset = 0) const;

 private:
  int first_bin_;
  std::vector<float> weights_;
};

}  // namespace aeolian::trainer
