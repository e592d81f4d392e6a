// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/error.h"
#include "trainer/cli/train_options.h"
#include "trainer/rendezvous/rank_message.h"
#include "trainer/rendezvous/rank_settings.h"
#include "trainer/train/beginning.h"

namespace aeolian::trainer {

/** Facts that are known before the sounds are read: version, number of ranks, seed. */
std::vector<RankFact> facts_of_options(const TrainOptions& options, const RankSettings& settings);

/**
 * Facts that are known afterwards: front end, network, how it learns, the checkpoint to begin from, and the
 * sounds. Refused if a sound cannot be read any more.
 */
ErrorOr<std::vector<RankFact>> facts_of_sounds(const TrainOptions& options, const Beginning& beginning);

}  // namespace aeolian::trainer
