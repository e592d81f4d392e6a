// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/form.h"

#include <algorithm>
#include <cmath>

#include "trainer/measures/beats.h"
#include "trainer/measures/course.h"

namespace aeolian::trainer {
namespace {

constexpr Eigen::Index nearest_second = 10, farthest_second = 60;
constexpr double pulse_window_s = 10;

}  // namespace

double self_similarity(const Matrix& mel, double frame_rate, const Eigen::RowVectorXf& centre,
                       float floor_db) {
  const auto length = std::max<Eigen::Index>(1, std::lround(frame_rate));
  const Matrix seconds = unit_means(mel, length, centre, floor_db);
  double sum = 0, pairs = 0;
  for (Eigen::Index lag = nearest_second; lag <= std::min(farthest_second, seconds.rows() - 1); ++lag) {
    const auto count = seconds.rows() - lag;
    sum += static_cast<double>(seconds.topRows(count).cwiseProduct(seconds.bottomRows(count)).sum());
    pairs += static_cast<double>(count);
  }
  return pairs > 0 ? sum / pairs : 0;
}

double pulse_clarity(const Matrix& mel, double frame_rate, float floor_db) {
  const auto length = static_cast<Eigen::Index>(pulse_window_s * frame_rate);
  if (mel.rows() < length + 1) return 0;
  const Eigen::ArrayXd strength = onset_strength(mel, floor_db);
  double sum = 0;
  int windows = 0;
  for (Eigen::Index at = 0; at + length <= strength.size(); at += length / 2, ++windows)
    sum += clearest_pulse(strength.segment(at, length), frame_rate).clarity;
  return sum / std::max(1, windows);
}

}  // namespace aeolian::trainer
