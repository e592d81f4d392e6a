// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/course.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace aeolian::trainer {
namespace {

constexpr double rise_db = 1.5, around_s = 0.25, apart_s = 0.06;
constexpr double step_s = 0.1, least_lag_s = 0.5, most_lag_s = 10;

}  // namespace

double energy_spread(const Matrix& mel, float floor_db) {
  if (mel.rows() == 0) return 0;
  const Eigen::ArrayXf levels = frame_levels(mel).array().max(floor_db);
  return std::sqrt((levels - levels.mean()).square().mean());
}

Eigen::ArrayXd onset_strength(const Matrix& mel, float floor_db) {
  Eigen::ArrayXd strength(std::max<Eigen::Index>(0, mel.rows() - 1));
  for (Eigen::Index t = 0; t < strength.size(); ++t)
    strength[t] = static_cast<double>(
        (mel.row(t + 1).cwiseMax(floor_db) - mel.row(t).cwiseMax(floor_db)).cwiseMax(0.f).mean());
  return strength;
}

Matrix unit_means(const Matrix& mel, Eigen::Index frames, const Eigen::RowVectorXf& centre, float floor_db) {
  Matrix means(mel.rows() / frames, mel.cols());
  for (Eigen::Index i = 0; i < means.rows(); ++i) {
    means.row(i) = mel.middleRows(i * frames, frames).cwiseMax(floor_db).colwise().mean() - centre;
    means.row(i) /= std::max(means.row(i).norm(), 1e-6f);
  }
  return means;
}

double onset_rate(const Matrix& mel, double frame_rate, float floor_db) {
  if (mel.rows() < 3) return 0;
  const Eigen::ArrayXd strength = onset_strength(mel, floor_db);
  std::vector<double> rises{0};
  rises.insert(rises.end(), strength.begin(), strength.end());
  const auto around = static_cast<std::ptrdiff_t>(around_s * frame_rate);
  const auto apart = static_cast<std::ptrdiff_t>(std::ceil(apart_s * frame_rate));
  const auto count = static_cast<std::ptrdiff_t>(rises.size());
  int onsets = 0;
  std::ptrdiff_t last = -apart;
  for (std::ptrdiff_t t = 1; t + 1 < count; ++t) {
    if (rises[t] <= rises[t - 1] || rises[t] < rises[t + 1] || t - last < apart) continue;
    const auto begin = std::max<std::ptrdiff_t>(0, t - around), end = std::min(count, t + around + 1);
    if (rises[t] < percentile({rises.begin() + begin, rises.begin() + end}, .5) + rise_db) continue;
    ++onsets;
    last = t;
  }
  return onsets * frame_rate / static_cast<double>(mel.rows());
}

Repetition repetition(const Matrix& mel, double frame_rate, const Eigen::RowVectorXf& centre,
                      float floor_db) {
  const auto frames = std::max<Eigen::Index>(1, static_cast<Eigen::Index>(std::lround(step_s * frame_rate)));
  const double steps_per_second = frame_rate / static_cast<double>(frames);
  const Matrix steps = unit_means(mel, frames, centre, floor_db);
  Repetition most{-1, 0};
  const auto least_lag = static_cast<Eigen::Index>(std::ceil(least_lag_s * steps_per_second));
  const auto most_lag = std::min(static_cast<Eigen::Index>(most_lag_s * steps_per_second), steps.rows() / 2);
  for (Eigen::Index lag = least_lag; lag <= most_lag; ++lag) {
    const auto pairs = steps.rows() - lag;
    const double alike =
        steps.topRows(pairs).cwiseProduct(steps.bottomRows(pairs)).sum() / static_cast<double>(pairs);
    if (alike > most.value) most = {alike, static_cast<double>(lag) / steps_per_second};
  }
  return most;
}

}  // namespace aeolian::trainer
