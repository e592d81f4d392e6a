// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/copying.h"

#include <algorithm>
#include <cmath>

namespace aeolian::trainer {

std::vector<double> nearest_distances(const Matrix& windows, const Matrix& training) {
  std::vector<double> nearest;
  if (training.rows() == 0) return nearest;
  const Eigen::VectorXf norms = training.rowwise().squaredNorm();
  for (Eigen::Index i = 0; i < windows.rows(); ++i) {
    Eigen::Index at = 0;
    (norms - 2 * (training * windows.row(i).transpose())).minCoeff(&at);
    nearest.push_back((training.row(at) - windows.row(i)).norm());  // not from norms, which would cancel
  }
  return nearest;
}

double copying_rho(const std::vector<double>& generated, const std::vector<double>& held_out) {
  const double usual = percentile(held_out, .5);
  return usual > 0 ? percentile(generated, .5) / usual : 0;
}

}  // namespace aeolian::trainer
