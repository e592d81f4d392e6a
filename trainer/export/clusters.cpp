// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/clusters.h"

#include <algorithm>
#include <utility>

namespace aeolian::trainer {

namespace {

/** Picks the row nearest to the mean, then repeatedly the one farthest from all those picked. */
torch::Tensor far_apart(const torch::Tensor& codes, std::int64_t count) {
  std::vector<std::int64_t> chosen{codes.mv(codes.mean(0)).argmax().item<std::int64_t>()};
  auto closeness = codes.mv(codes[chosen[0]]);
  while (std::cmp_less(chosen.size(), count)) {
    chosen.push_back(closeness.argmin().item<std::int64_t>());
    closeness = torch::max(closeness, codes.mv(codes[chosen.back()]));
  }
  return codes.index_select(0, torch::tensor(chosen));
}

}  // namespace

Clusters spherical_clusters(const torch::Tensor& codes, int wanted) {
  const auto count = std::min<std::int64_t>(wanted, codes.size(0));
  auto centres = far_apart(codes, count);
  for (int iteration = 0; iteration < 30; ++iteration) {
    const auto owner = codes.mm(centres.t()).argmax(1);
    auto sums = torch::zeros_like(centres).index_add_(0, owner, codes);
    const auto empty = sums.norm(2, -1, true) < 1e-6;
    sums = torch::where(empty, centres, sums);
    centres = sums / sums.norm(2, -1, true);
  }
  Clusters clusters;
  const auto nearest = codes.mm(centres.t()).argmax(0);
  for (std::int64_t i = 0; i < count; ++i) clusters.nearest.push_back(nearest[i].item<std::int64_t>());
  clusters.centres = centres;
  return clusters;
}

}  // namespace aeolian::trainer
