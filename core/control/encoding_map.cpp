// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/encoding_map.h"

#include <Eigen/Eigenvalues>
#include <algorithm>

namespace aeolian {
namespace {

constexpr double margin = 0.1;

/** Scales `values` to margin..1 - margin; all go to the middle if they hardly differ. */
Eigen::VectorXd within_margins(const Eigen::VectorXd& values) {
  const double lowest = values.minCoeff();
  const double extent = values.maxCoeff() - lowest;
  constexpr double no_extent = 1e-6;  // for vectors of unit norm
  if (extent < no_extent) return Eigen::VectorXd::Constant(values.size(), 0.5);
  return (margin + (1. - 2. * margin) / extent * (values.array() - lowest)).matrix();
}

/** The sign of a principal component is arbitrary: making the largest value positive keeps the map stable. */
Eigen::VectorXd pointing_up(const Eigen::VectorXd& component) {
  Eigen::Index largest = 0;
  component.cwiseAbs().maxCoeff(&largest);
  return component[largest] < 0. ? Eigen::VectorXd(-component) : component;
}

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/** The two directions of largest variance of the rows, as columns; fewer if the rows have fewer values. */
Eigen::MatrixXd principal_axes(const Eigen::MatrixXd& rows) {
  const Eigen::MatrixXd centred = rows.rowwise() - rows.colwise().mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(centred.transpose() * centred);
  return solver.eigenvectors().rightCols(std::min<Eigen::Index>(2, rows.cols())).rowwise().reverse();
}

}  // namespace

std::vector<Place> map_of(std::span<const Encoding> encodings, std::span<const float> axes) {
  std::vector<Place> places(encodings.size());
  if (encodings.empty() || encodings[0].size == 0) return places;

  Eigen::MatrixXd rows(encodings.size(), encodings[0].size);
  for (Eigen::Index row = 0; row < rows.rows(); ++row) {
    const auto values = encodings[static_cast<std::size_t>(row)].span();
    for (Eigen::Index i = 0; i < rows.cols(); ++i) rows(row, i) = values[static_cast<std::size_t>(i)];
  }
  const Eigen::MatrixXd directions =
      axes.empty()
          ? principal_axes(rows)
          : Eigen::MatrixXd(Eigen::Map<const Rows>(axes.data(), 2, rows.cols()).transpose().cast<double>());
  const auto coordinate = [&](Eigen::Index axis) -> Eigen::VectorXd {
    if (axis >= directions.cols()) return Eigen::VectorXd::Constant(rows.rows(), 0.5);
    return within_margins(rows * pointing_up(directions.col(axis)));
  };
  const Eigen::VectorXd x = coordinate(0);
  const Eigen::VectorXd y = coordinate(1);
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i] = {x[static_cast<Eigen::Index>(i)], y[static_cast<Eigen::Index>(i)]};
  }
  return places;
}

}  // namespace aeolian
