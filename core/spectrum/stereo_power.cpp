// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/stereo_power.h"

#include <algorithm>
#include <cmath>

#include "core/spectrum/stereo_bands.h"
#include "core/spectrum/stft.h"

namespace aeolian {

double StereoPower::level_difference_db() const {
  constexpr double least = 1e-6;
  const double all = left + right;
  if (all <= 0.) return 0.;
  return 10. * std::log10(std::max(left, least * all) / std::max(right, least * all));
}

double StereoPower::coherence() const {
  const double both = left * right;
  return both > 0. ? std::abs(product) / std::sqrt(both) : 0.;
}

double StereoPower::correlation() const {
  const double both = left * right;
  return both > 0. ? product.real() / std::sqrt(both) : 0.;
}

StereoPower& StereoPower::operator+=(const StereoPower& other) {
  left += other.left;
  right += other.right;
  product += other.product;
  return *this;
}

std::vector<StereoPower> stereo_power(const FrontEnd& front_end, std::span<const float> left,
                                      std::span<const float> right) {
  const StereoBands bands(front_end);
  Stft stft(front_end);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<std::complex<float>> left_bins(static_cast<std::size_t>(front_end.bins())),
      right_bins(left_bins.size());
  std::vector<StereoPower> powers(bands.size());
  for (std::size_t n = 0; n < frame_count(front_end, left.size()); ++n) {
    window_of_frame(front_end, left, n, window);
    stft.forward(window, left_bins);
    window_of_frame(front_end, right, n, window);
    stft.forward(window, right_bins);
    for (std::size_t band = 0; band < bands.size(); ++band) {
      for (std::size_t bin = bands.begin_of(band); bin < bands.end_of(band); ++bin) {
        const std::complex<double> l = left_bins[bin], r = right_bins[bin];
        powers[band] += {std::norm(l), std::norm(r), l * std::conj(r)};
      }
    }
  }
  return powers;
}

}  // namespace aeolian
