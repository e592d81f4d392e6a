// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/random.h"

namespace aeolian::trainer {
namespace {

constexpr int draws = 8;            // of real windows for one figure
constexpr int frechet_splits = 20;  // each an eigenvalue problem
constexpr int components = 16;
constexpr int bins = 20, bin_rounds = 25;
constexpr double bin_z = 1.96;  // two-sided, 5 %
constexpr Eigen::Index median_rows = 600;

/** Squared distances of all rows of `a` to all rows of `b`. */
Matrix squared_distances(const Matrix& a, const Matrix& b) {
  Matrix d = -2 * (a * b.transpose());
  d.colwise() += a.rowwise().squaredNorm();
  d.rowwise() += b.rowwise().squaredNorm().transpose();
  return d.cwiseMax(0.f);
}

/** The mean of a kernel's values between different rows of one set. */
double mean_off_diagonal(const Matrix& k) {
  const double n = static_cast<double>(k.rows());
  return (k.cast<double>().sum() - k.diagonal().cast<double>().sum()) / (n * (n - 1));
}

template <class Values>
void shuffle(Values& values, Random& random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.bits() % i]);
}

Eigen::MatrixXd covariance(const Matrix& rows, const Eigen::RowVectorXd& mean) {
  const Eigen::MatrixXd centred = rows.cast<double>().rowwise() - mean;
  return centred.transpose() * centred / static_cast<double>(std::max<Eigen::Index>(1, rows.rows() - 1));
}

Eigen::MatrixXd square_root(const Eigen::MatrixXd& symmetric) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric);
  return solver.eigenvectors() * solver.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal() *
         solver.eigenvectors().transpose();
}

RealWindows::Floor floor_of(std::vector<double> values) {
  RealWindows::Floor floor;
  floor.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  floor.p95 = percentile(values, .95);
  floor.values = std::move(values);
  return floor;
}

}  // namespace

RealWindows::RealWindows(const Matrix& windows, const std::vector<int>& blocks, std::uint64_t seed)
    : seed_(seed) {
  const double keep = std::min(1.0, static_cast<double>(max_rows) / static_cast<double>(windows.rows()));
  Rows rows;
  for (Eigen::Index i = 0; i < windows.rows(); ++i) {
    const int block = blocks[static_cast<std::size_t>(i)];
    if (std::floor((block + 1) * keep) > std::floor(block * keep)) {
      rows.push_back(i);
      blocks_.push_back(block);
    }
  }
  windows_.resize(static_cast<Eigen::Index>(rows.size()), windows.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    windows_.row(static_cast<Eigen::Index>(i)) = windows.row(rows[i]);

  const Matrix some = thinned(windows_, median_rows);
  const Matrix distances = squared_distances(some, some);
  std::vector<double> apart;
  for (Eigen::Index i = 0; i < some.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) apart.push_back(std::sqrt(distances(i, j)));
  width_ = std::max(percentile(apart, .5), 1e-3);
  gram_ = kernel(windows_, windows_);

  const Eigen::RowVectorXd mean = windows_.cast<double>().colwise().mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance(windows_, mean));
  components_ = solver.eigenvectors().rightCols(components).cast<float>();

  Random random(seed_, 1);
  centres_.resize(std::min<Eigen::Index>(bins, windows_.rows()), windows_.cols());
  for (Eigen::Index b = 0; b < centres_.rows(); ++b)
    centres_.row(b) = windows_.row(random.bits() % static_cast<std::uint32_t>(windows_.rows()));
  for (int round = 0; round < bin_rounds; ++round) {
    const auto bin = bins_of(windows_);
    for (Eigen::Index b = 0; b < centres_.rows(); ++b) {
      Eigen::RowVectorXf sum = Eigen::RowVectorXf::Zero(windows_.cols());
      int count = 0;
      for (Eigen::Index i = 0; i < windows_.rows(); ++i)
        if (bin[static_cast<std::size_t>(i)] == b) {
          sum += windows_.row(i);
          ++count;
        }
      if (count > 0) centres_.row(b) = sum / static_cast<float>(count);
    }
  }
}

Matrix RealWindows::kernel(const Matrix& a, const Matrix& b) const {
  return (squared_distances(a, b).array() * static_cast<float>(-1 / (2 * width_ * width_))).exp();
}

std::vector<RealWindows::Rows> RealWindows::draw(Eigen::Index count, int sets, std::uint64_t number) const {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    if (i == 0 || blocks_[i] != blocks_[i - 1]) starts.push_back(i);
  std::vector<std::size_t> order(starts.size());
  std::iota(order.begin(), order.end(), 0u);
  Random random(seed_, 2 + number);
  shuffle(order, random);
  std::vector<Rows> drawn(static_cast<std::size_t>(sets));
  std::size_t set = 0;
  for (const std::size_t block : order) {
    const std::size_t end = block + 1 < starts.size() ? starts[block + 1] : blocks_.size();
    for (std::size_t i = starts[block]; i < end && set < drawn.size(); ++i) {
      drawn[set].push_back(static_cast<Eigen::Index>(i));
      if (std::cmp_equal(drawn[set].size(), count)) ++set;
    }
  }
  return drawn;
}

Matrix RealWindows::taken(const Rows& rows) const {
  Matrix some(static_cast<Eigen::Index>(rows.size()), windows_.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    some.row(static_cast<Eigen::Index>(i)) = windows_.row(rows[i]);
  return some;
}

double RealWindows::mmd2(const Matrix& windows) const {
  const double within = mean_off_diagonal(kernel(windows, windows));
  const Matrix across = kernel(windows, windows_);
  const auto count = std::min(windows.rows(), windows_.rows());
  double sum = 0;
  for (int number = 0; number < draws; ++number) {
    const Rows rows = draw(count, 1, static_cast<std::uint64_t>(number)).front();
    sum += within + mean_off_diagonal(gram_(rows, rows)) - 2 * across(Eigen::all, rows).cast<double>().mean();
  }
  return sum / draws;
}

double RealWindows::frechet_between(const Matrix& a, const Matrix& b) const {
  const Matrix x = a * components_, y = b * components_;
  const Eigen::RowVectorXd mx = x.cast<double>().colwise().mean(), my = y.cast<double>().colwise().mean();
  const Eigen::MatrixXd cx = covariance(x, mx), cy = covariance(y, my);
  const Eigen::MatrixXd root = square_root(cx);
  return (mx - my).squaredNorm() + cx.trace() + cy.trace() - 2 * square_root(root * cy * root).trace();
}

double RealWindows::frechet(const Matrix& windows) const {
  const auto count = std::min(windows.rows(), windows_.rows());
  double sum = 0;
  for (int number = 0; number < draws; ++number)
    sum += frechet_between(windows, taken(draw(count, 1, static_cast<std::uint64_t>(number)).front()));
  return sum / draws;
}

std::vector<int> RealWindows::bins_of(const Matrix& windows) const {
  const Matrix distances = squared_distances(windows, centres_);
  std::vector<int> nearest(static_cast<std::size_t>(windows.rows()));
  for (Eigen::Index i = 0; i < windows.rows(); ++i) {
    Eigen::Index bin = 0;
    distances.row(i).minCoeff(&bin);
    nearest[static_cast<std::size_t>(i)] = static_cast<int>(bin);
  }
  return nearest;
}

double RealWindows::different_bins_between(const std::vector<int>& a, const std::vector<int>& b) const {
  int different = 0;
  const double na = static_cast<double>(a.size()), nb = static_cast<double>(b.size());
  for (int bin = 0; bin < centres_.rows(); ++bin) {
    const double ca = static_cast<double>(std::ranges::count(a, bin));
    const double cb = static_cast<double>(std::ranges::count(b, bin));
    const double pooled = (ca + cb) / (na + nb);
    const double error = std::sqrt(pooled * (1 - pooled) * (1 / na + 1 / nb));
    if (error > 0 && std::abs(ca / na - cb / nb) / error > bin_z) ++different;
  }
  return static_cast<double>(different) / static_cast<double>(centres_.rows());
}

double RealWindows::different_bins(const Matrix& windows) const {
  return different_bins_between(bins_of(windows), bins_of(windows_));
}

RealWindows::Floors RealWindows::floors(Eigen::Index count, int splits) const {
  count = std::clamp<Eigen::Index>(count, 2, std::max<Eigen::Index>(2, most()));
  const auto bin = bins_of(windows_);
  std::vector<double> mmd2s, frechets, different;
  for (int number = 0; number < splits; ++number) {
    const auto sets = draw(count, 2, 1000 + static_cast<std::uint64_t>(number));
    mmd2s.push_back(mean_off_diagonal(gram_(sets[0], sets[0])) + mean_off_diagonal(gram_(sets[1], sets[1])) -
                    2 * gram_(sets[0], sets[1]).cast<double>().mean());
    std::vector<int> own;
    for (const auto row : sets[0]) own.push_back(bin[static_cast<std::size_t>(row)]);
    different.push_back(different_bins_between(own, bin));
    if (number < frechet_splits) frechets.push_back(frechet_between(taken(sets[0]), taken(sets[1])));
  }
  return {floor_of(std::move(mmd2s)), floor_of(std::move(frechets)), floor_of(std::move(different))};
}

}  // namespace aeolian::trainer
