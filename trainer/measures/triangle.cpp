// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/triangle.h"

#include <algorithm>
#include <cmath>

namespace aeolian::trainer {

Triangle::Triangle(const FrontEnd& front_end, double left_hz, double centre_hz, double right_hz) {
  const double bin = front_end.bin_width();
  const double left = std::min(left_hz, centre_hz - bin), right = std::max(right_hz, centre_hz + bin);
  first_bin_ = std::max(0, static_cast<int>(std::ceil(left / bin)));
  for (int b = first_bin_; b < front_end.bins() && b * bin < right; ++b) {
    const double at = b * bin;
    const double weight =
        at < centre_hz ? (at - left) / (centre_hz - left) : (right - at) / (right - centre_hz);
    weights_.push_back(static_cast<float>(std::max(0.0, weight)));
  }
}

void Triangle::normalise() {
  float sum = 0;
  for (const float weight : weights_) sum += weight;
  for (float& weight : weights_) weight /= std::max(sum, 1e-6f);
}

float Triangle::power(std::span<const std::complex<float>> bins, float offset) const {
  float power = offset;
  for (std::size_t i = 0; i < weights_.size(); ++i)
    power += weights_[i] * std::norm(bins[static_cast<std::size_t>(first_bin_) + i]);
  return power;
}

}  // namespace aeolian::trainer
