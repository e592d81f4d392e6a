// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/semitones.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "core/spectrum/stft.h"

namespace aeolian {
namespace {

constexpr double semitone_window_ms = 46, lowest_centre_hz = 80, highest_centre_hz = 10000;
const double semitone = std::pow(2, 1 / 12.);

}  // namespace

SemitoneAnalysis::SemitoneAnalysis(int sample_rate)
    : front_end_(*make_front_end(sample_rate, semitone_window_ms, 64, sample_rate / 2.0)) {
  const double bin = front_end_.bin_width();
  const double top = std::min(highest_centre_hz, .45 * sample_rate);
  for (double centre = lowest_centre_hz; centre <= top; centre *= semitone) {
    // Where semitones lie closer than bins, a band still hears the bins on its two sides.
    const double left = std::min(centre / semitone, centre - bin);
    const double right = std::max(centre * semitone, centre + bin);
    Triangle triangle{std::max(0, static_cast<int>(std::ceil(left / bin))), {}};
    float sum = 0;
    for (int b = triangle.first_bin; b < front_end_.bins() && b * bin < right; ++b) {
      const double at = b * bin;
      const double weight = at < centre ? (at - left) / (centre - left) : (right - at) / (right - centre);
      triangle.weights.push_back(static_cast<float>(std::max(0.0, weight)));
      sum += triangle.weights.back();
    }
    for (float& weight : triangle.weights) weight /= std::max(sum, 1e-6f);
    triangles_.push_back(std::move(triangle));
  }
}

Eigen::RowVectorXf SemitoneAnalysis::powers(std::span<const std::complex<float>> bins) const {
  Eigen::RowVectorXf row(bands());
  for (int band = 0; band < bands(); ++band) {
    const Triangle& triangle = triangles_[static_cast<std::size_t>(band)];
    float power = 0;
    for (std::size_t i = 0; i < triangle.weights.size(); ++i)
      power += triangle.weights[i] * std::norm(bins[static_cast<std::size_t>(triangle.first_bin) + i]);
    row[band] = power;
  }
  return row;
}

Matrix SemitoneAnalysis::frames(std::span<const float> samples) const {
  const auto hops = samples.size() / static_cast<std::size_t>(front_end_.hop);
  const auto count = static_cast<Eigen::Index>((hops + stride - 1) / stride);
  Matrix frames = Matrix::Zero(count, bands());
  Stft stft(front_end_);
  std::vector<float> window(static_cast<std::size_t>(front_end_.window));
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end_.bins()));
  // Twice as many windows as frames, those between two frames shared by both.
  for (Eigen::Index half = 0; half < 2 * count; ++half) {
    window_of_frame(front_end_, samples, static_cast<std::size_t>(half * stride / 2), window);
    stft.forward(window, bins);
    const Eigen::RowVectorXf row = powers(bins);
    const Eigen::Index t = half / 2;
    if (half % 2 == 0) {
      frames.row(t) += .5f * row;
      continue;
    }
    frames.row(t) += .25f * row;
    if (t + 1 < count) frames.row(t + 1) += .25f * row;
  }
  return frames;
}

}  // namespace aeolian
