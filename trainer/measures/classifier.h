// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "trainer/measures/windows.h"

namespace aeolian::trainer {

/**
 * Multinomial logistic regression over pooled windows: tells by which of several sounds a window was made.
 * Trained by gradient optimizer (Adam, 300 steps on all windows), each class as important as another, L2
 * 1e-3. Deterministic.
 */
class Classifier {
 public:
  /** `classes[k]` holds the windows of class k, at least one of each of at least two. */
  explicit Classifier(const std::vector<Matrix>& classes);

  /** The likeliest class of each window. */
  std::vector<int> classify(const Matrix& windows) const;

  /** The share of windows given to class `k`; 0 of none. */
  double share(const Matrix& windows, int k) const;

 private:
  Matrix logits(const Matrix& scaled) const;

  Scaling scaling_;
  Matrix weights_;           ///< (window_values, classes)
  Eigen::RowVectorXf bias_;  ///< (classes)
};

}  // namespace aeolian::trainer
