// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/model/checkpoint.h"
#include "trainer/dataset/dataset.h"

namespace aeolian::trainer {

/** Windows of the corpus with their encodings. */
struct Windows {
  std::vector<Span> places;  ///< frames
  torch::Tensor codes;       ///< (windows, E)
};

/** Number of priming states that a checkpoint stores. */
inline constexpr int priming_count = 16;

/**
 * Names encodings, in `description` and as the tensor `encodings`: the mean of each group if there are
 * several; then the centres of clusters of all windows, each named after the file that contains its central
 * window. Returns the indices of these central windows.
 */
std::vector<std::int64_t> name_encodings(const Dataset& dataset, const Windows& windows,
                                         ModelDescription& description,
                                         std::map<std::string, Tensor, std::less<>>& tensors);

/**
 * Chooses the windows for priming states: the central windows of the clusters, then more, evenly spread over
 * the corpus.
 */
std::vector<std::size_t> priming_windows(const Windows& windows, const std::vector<std::int64_t>& middles);

/**
 * "storm@12": the file, and the second at which `place` ends, from frames at `frame_rate`. Made unique among
 * `taken`, and added to it.
 */
std::string time_name(const Dataset& dataset, const Span& place, double frame_rate,
                      std::set<std::string>& taken);

}  // namespace aeolian::trainer
