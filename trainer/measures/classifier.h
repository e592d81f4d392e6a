// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "trainer/measures/windows.h"

namespace aeolian::trainer {

/**
 * Multinomial logistic regression on pooled windows: tells which of several sounds a window comes from.
 * Trained by gradient descent (Adam, 300 steps on all windows), classes weighted equally, L2 1e-3.
 * Deterministic.
 */
class Classifier {
 public:
  /** Trains on `classes[k]`, the windows of class k: at least two classes, with at least one window each. */
  explicit Classifier(const std::vector<Matrix>& classes);

  /** The most likely class of each window. */
  std::vector<int> classify(const Matrix& windows) const;

  /** The share of windows classified as class `k`; 0 if there are no windows. */
  double share(const Matrix& windows, int k) const;

 private:
  Matrix logits(const Matrix& scaled) const;

  Scaling scaling_;
  Matrix weights_;           ///< (window_values, classes)
  Eigen::RowVectorXf bias_;  ///< (classes)
};

}  // namespace aeolian::trainer
