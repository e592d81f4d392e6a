// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/mel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "trainer/measures/spectra.h"

namespace aeolian::trainer {
namespace {

constexpr double mel_window_ms = 46, lowest_hz = 60, highest_hz = 16000;
constexpr float least_power = 1e-12f;

double to_mel(double hz) {
  return 2595 * std::log10(1 + hz / 700);
}
double to_hz(double mel) {
  return 700 * (std::pow(10, mel / 2595) - 1);
}

}  // namespace

MelAnalysis::MelAnalysis(int sample_rate)
    : front_end_(*make_front_end(sample_rate, mel_window_ms, mel_bands, highest_hz)) {
  const double top = std::min(highest_hz, sample_rate / 2.0);
  const double low = to_mel(lowest_hz), step = (to_mel(top) - low) / (mel_bands + 1);
  const auto edge = [&](int i) { return to_hz(low + step * i); };
  for (int band = 0; band < mel_bands; ++band)
    triangles_.emplace_back(front_end_, edge(band), edge(band + 1), edge(band + 2));
}

int MelAnalysis::window_frames() const {
  return static_cast<int>(std::lround(frame_rate()));
}

Matrix MelAnalysis::frames(std::span<const float> samples) const {
  const auto hops = samples.size() / static_cast<std::size_t>(front_end_.hop);
  const auto count = static_cast<Eigen::Index>((hops + stride - 1) / stride);
  Matrix mel(count, mel_bands);
  each_spectrum(front_end_, samples, static_cast<std::size_t>(count), stride, [&](std::size_t t, auto bins) {
    for (int band = 0; band < mel_bands; ++band)
      mel(static_cast<Eigen::Index>(t), band) =
          10 * std::log10(triangles_[static_cast<std::size_t>(band)].power(bins, least_power));
  });
  return mel;
}

Eigen::VectorXf frame_levels(const Matrix& mel) {
  Eigen::VectorXf levels(mel.rows());
  for (Eigen::Index t = 0; t < mel.rows(); ++t)
    levels[t] = 10 * std::log10((mel.row(t).array() * 0.23025851f).exp().sum());
  return levels;
}

double level_db(std::span<const float> samples) {
  if (samples.empty()) return -200;
  const double power = std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0);
  return 10 * std::log10(power / static_cast<double>(samples.size()) + 1e-20);
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto last = values.size() - 1;
  const auto at = std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(last));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

}  // namespace aeolian::trainer
