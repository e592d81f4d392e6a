// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/error.h"
#include "trainer/cli/train_options.h"
#include "trainer/rendezvous/rank_message.h"
#include "trainer/rendezvous/rank_settings.h"
#include "trainer/train/beginning.h"

namespace aeolian::trainer {

/** Facts known before the sounds are read: version, number of ranks, seed. */
std::vector<RankFact> facts_of_options(const TrainOptions& options, const RankSettings& settings);

/**
 * Facts known afterwards: front end, network, learning settings, the checkpoint to begin from, and the
 * sounds. Fails if a sound can no longer be read.
 */
ErrorOr<std::vector<RankFact>> facts_of_sounds(const TrainOptions& options, const Beginning& beginning);

}  // namespace aeolian::trainer
