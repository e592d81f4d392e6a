// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "trainer/cli/progress.h"
#include "trainer/cli/train_options.h"
#include "trainer/rendezvous/rank_settings.h"

namespace aeolian::trainer {

/**
 * Trains as a rank other than 0, until rank 0 ends the training; writes nothing but the cache. Fails if rank
 * 0 refuses this rank. Throws RanksLost.
 */
ErrorOr<void> follow_rank_zero(const TrainOptions& options, const RankSettings& settings, Progress& progress);

}  // namespace aeolian::trainer
