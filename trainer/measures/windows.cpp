// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/windows.h"

#include <algorithm>

namespace aeolian::trainer {
namespace {

/**
 * The smallest spread to divide by, dB, so that a column that hardly varies in real sound is not amplified.
 */
constexpr float least_spread = 0.25f;

}  // namespace

Matrix pooled_windows(const Matrix& mel, int length, int hop, float floor_db) {
  const Eigen::Index count = mel.rows() < length ? 0 : (mel.rows() - length) / hop + 1;
  Matrix windows(count, window_values);
  for (Eigen::Index i = 0; i < count; ++i) {
    const Matrix cut = mel.middleRows(i * hop, length).cwiseMax(floor_db);
    const Eigen::RowVectorXf mean = cut.colwise().mean();
    windows.row(i).segment(0, mel_bands) = mean;
    windows.row(i).segment(mel_bands, mel_bands) =
        (cut.rowwise() - mean).array().square().colwise().mean().sqrt();
    windows.row(i).segment(2 * mel_bands, mel_bands) =
        (cut.bottomRows(length - 1) - cut.topRows(length - 1)).array().abs().colwise().mean();
  }
  return windows;
}

Scaling::Scaling(const Matrix& windows) : mean_(windows.colwise().mean()) {
  const Eigen::RowVectorXf spread =
      (windows.rowwise() - mean_).array().square().colwise().mean().sqrt().max(least_spread);
  factor_ = spread.cwiseInverse();
}

Matrix Scaling::operator()(const Matrix& windows) const {
  return (windows.rowwise() - mean_).array().rowwise() * factor_.array();
}

Matrix stacked(std::span<const Matrix> parts) {
  Eigen::Index rows = 0, columns = 0;
  for (const Matrix& part : parts) {
    rows += part.rows();
    columns = std::max(columns, part.cols());
  }
  Matrix all(rows, columns);
  Eigen::Index at = 0;
  for (const Matrix& part : parts) {
    if (part.rows() == 0) continue;
    all.middleRows(at, part.rows()) = part;
    at += part.rows();
  }
  return all;
}

Matrix thinned(const Matrix& rows, Eigen::Index count) {
  if (rows.rows() <= count) return rows;
  Matrix some(count, rows.cols());
  for (Eigen::Index i = 0; i < count; ++i) some.row(i) = rows.row(i * rows.rows() / count);
  return some;
}

}  // namespace aeolian::trainer
