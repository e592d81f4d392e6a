// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "trainer/measures/windows.h"

namespace aeolian::trainer {

/**
 * The real windows that generated ones are compared with, and everything computed from them once, so that all
 * models are measured alike. Windows are scaled (Scaling) and grouped in `blocks` of neighbours in time,
 * because neighbouring windows are alike: random draws are of whole blocks. Read-only, so threads may share
 * it.
 */
class RealWindows {
 public:
  /**
   * `blocks[i]` is the block of row i, in ascending order. At most max_rows rows are kept, in whole blocks
   * spread evenly.
   */
  RealWindows(const Matrix& windows, const std::vector<int>& blocks, std::uint64_t seed = 1);

  static constexpr Eigen::Index max_rows = 3000;

  /** The maximum number of windows in a set, so that two disjoint sets of real windows can be drawn. */
  Eigen::Index most() const { return windows_.rows() / 2; }

  /**
   * Unbiased estimate of the squared maximum mean discrepancy (Gretton et al., "A kernel two-sample test",
   * JMLR 2012, eq. 3) between `windows` and equally many real ones, the mean over several draws of blocks.
   * The kernel is Gaussian, its width the median distance of real windows. 0 = alike, may be negative; near 1
   * = nothing in common, up to 2 if `windows` are also all alike. Needs at least two windows.
   */
  double mmd2(const Matrix& windows) const;

  /**
   * Fréchet distance between the normal distributions fitted to both sides (Dowson and Landau 1982), in the
   * first 16 principal components of the real windows, with equally many real windows, drawn as in mmd2().
   */
  double frechet(const Matrix& windows) const;

  /**
   * Number of statistically different bins (Richardson and Weiss, "On GANs and GMMs", NeurIPS 2018) over all:
   * the share of 20 clusters of real windows (k-means) whose share of `windows` differs by more than chance
   * allows (z test, 5 %).
   */
  double different_bins(const Matrix& windows) const;

  /** Distances of real sound from real sound. */
  struct Floor {
    double mean = 0;
    double p95 = 0;  ///< 95th percentile over the splits
    std::vector<double> values;
  };
  struct Floors {
    Floor mmd2, frechet, different_bins;
  };

  /**
   * The measures between two sets of `count` real windows each (at most most()), over random splits of the
   * blocks.
   */
  Floors floors(Eigen::Index count, int splits = 200) const;

  double kernel_width() const { return width_; }
  Eigen::Index rows() const { return windows_.rows(); }

 private:
  using Rows = std::vector<Eigen::Index>;

  /** Draws the rows of random whole blocks, `count` for each of `sets`. */
  std::vector<Rows> draw(Eigen::Index count, int sets, std::uint64_t number) const;
  Matrix taken(const Rows& rows) const;
  Matrix kernel(const Matrix& a, const Matrix& b) const;
  double frechet_between(const Matrix& a, const Matrix& b) const;
  std::vector<int> bins_of(const Matrix& windows) const;
  double different_bins_between(const std::vector<int>& a, const std::vector<int>& b) const;

  std::uint64_t seed_;
  Matrix windows_;
  std::vector<int> blocks_;
  double width_ = 1;
  Matrix gram_;        ///< kernel of all real windows
  Matrix components_;  ///< (window_values, components)
  Matrix centres_;     ///< of the bins
};

}  // namespace aeolian::trainer
