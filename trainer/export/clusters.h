// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace aeolian::trainer {

struct Clusters {
  torch::Tensor centres;              ///< (k, E), each of norm 1
  std::vector<std::int64_t> nearest;  ///< the row of `codes` nearest to each centre
};

/**
 * Clusters unit vectors (n, E) by direction: spherical k-means (Dhillon and Modha 2001), initialised at
 * points far from each other, deterministic. Returns at most `count` clusters, fewer if there are fewer rows.
 */
Clusters spherical_clusters(const torch::Tensor& codes, int count);

}  // namespace aeolian::trainer
