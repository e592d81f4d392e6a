// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/model/checkpoint.h"
#include "trainer/analysis/sound_statistics.h"
#include "trainer/dataset/dataset.h"

namespace aeolian::trainer {

/** Sets `loudest`, `powers` and `loudest_second` of a dataset from the statistics of its sounds. */
void set_statistics(Dataset& dataset, const SoundStatistics& statistics, const FrontEnd& front_end);

/**
 * Adds the corpus statistics that an engine needs, the tensors `frames.mean`, `scale`, `loudest`, `powers`
 * and `spread`, and the level that the fault detector needs, `loudest_second`.
 */
void add_frame_statistics(const Dataset& dataset, const FrontEnd& front_end,
                          std::map<std::string, Tensor, std::less<>>& tensors);

}  // namespace aeolian::trainer
