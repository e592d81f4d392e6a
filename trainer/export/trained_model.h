// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/networks/modules.h"

namespace aeolian {

/** How much is done between the last step of learning and the checkpoint. */
enum class Closing {
  whole,
  stopgap,  ///< what plays alone, from an excerpt where a whole corpus would take long: seconds, for a
            ///< training that was stopped
};

/** The calibrations that a stopgap leaves out, in words. */
std::vector<std::string> left_out_of_a_stopgap(ModelKind kind);

/**
 * Turns fitted networks into a checkpoint that plays: exports the tensors (averaged weights), takes named
 * encodings and priming states from the corpus, and calibrates the temperature. `description` gives sizes and
 * provenance; what is found here (names, temperatures) is filled in. A stopgap looks at the training part of
 * `dataset` alone, and `latents` may hold no more than that.
 */
Checkpoint make_small_checkpoint(ModelDescription description, const Dataset& dataset, const Latents& latents,
                                 const Codec& codec, TrunkObjective& objective, std::uint64_t seed,
                                 Closing closing = Closing::whole, const TaskProgress& progress = {});

}  // namespace aeolian
