// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/model/checkpoint.h"
#include "trainer/dataset/dataset.h"

namespace aeolian {

/** Sets `loudest` and `powers` of a dataset that is normalised: two passes over all frames. */
void measure_frames(Dataset& dataset, const FrontEnd& front_end);

/** Adds what an engine must know of the corpus's frames, the tensors `frames.mean`, `scale`, `loudest`,
 * `powers` and `spread`, and what a guard must know of its level, `loudest_second`. */
void add_frame_statistics(const Dataset& dataset, const FrontEnd& front_end,
                          std::map<std::string, Tensor, std::less<>>& tensors);

}  // namespace aeolian
