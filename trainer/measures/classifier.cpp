// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/classifier.h"

#include <algorithm>
#include <cmath>

namespace aeolian::trainer {
namespace {

constexpr int descent_steps = 300;
constexpr float rate = 0.02f, decay = 1e-3f;

/** Adam (Kingma and Ba 2015) over one matrix of parameters. */
class Adam {
 public:
  Adam(Eigen::Index rows, Eigen::Index columns) : first_(Matrix::Zero(rows, columns)), second_(first_) {}

  Matrix step(const Matrix& gradient) {
    ++steps_;
    first_ = .9f * first_ + .1f * gradient;
    second_ = .999f * second_ + .001f * gradient.cwiseAbs2();
    const auto n = static_cast<float>(steps_);
    const float one = 1 - std::pow(.9f, n), two = 1 - std::pow(.999f, n);
    return rate * (first_ / one).array() / ((second_ / two).array().sqrt() + 1e-8f);
  }

 private:
  Matrix first_, second_;
  int steps_ = 0;
};

void to_probabilities(Matrix& logits) {
  logits.colwise() -= logits.rowwise().maxCoeff().eval();
  logits = logits.array().exp();
  const Eigen::VectorXf sums = logits.rowwise().sum();
  logits.array().colwise() /= sums.array();
}

}  // namespace

Classifier::Classifier(const std::vector<Matrix>& classes) : scaling_(stacked(classes)) {
  const auto count = static_cast<Eigen::Index>(classes.size());
  const Matrix windows = scaling_(stacked(classes));
  Matrix targets = Matrix::Zero(windows.rows(), count);
  Eigen::VectorXf importance(windows.rows());
  Eigen::Index at = 0;
  for (Eigen::Index k = 0; k < count; ++k) {
    const auto own = classes[static_cast<std::size_t>(k)].rows();
    targets.block(at, k, own, 1).setOnes();
    importance.segment(at, own).setConstant(1 / static_cast<float>(own * count));
    at += own;
  }
  weights_ = Matrix::Zero(windows.cols(), count);
  bias_ = Eigen::RowVectorXf::Zero(count);
  Adam optimizer(weights_.rows(), count), bias_descent(1, count);
  for (int step = 0; step < descent_steps; ++step) {
    Matrix error = logits(windows);
    to_probabilities(error);
    error = (error - targets).array().colwise() * importance.array();
    weights_ -= optimizer.step(windows.transpose() * error + decay * weights_);
    bias_ -= bias_descent.step(error.colwise().sum());
  }
}

Matrix Classifier::logits(const Matrix& scaled) const {
  Matrix values = scaled * weights_;
  values.rowwise() += bias_;
  return values;
}

std::vector<int> Classifier::classify(const Matrix& windows) const {
  std::vector<int> likeliest;
  if (windows.rows() == 0) return likeliest;
  const Matrix values = logits(scaling_(windows));
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    Eigen::Index k = 0;
    values.row(i).maxCoeff(&k);
    likeliest.push_back(static_cast<int>(k));
  }
  return likeliest;
}

double Classifier::share(const Matrix& windows, int k) const {
  const auto classes = classify(windows);
  if (classes.empty()) return 0;
  return static_cast<double>(std::ranges::count(classes, k)) / static_cast<double>(classes.size());
}

}  // namespace aeolian::trainer
