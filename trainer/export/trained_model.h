// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/** How much finishing is done between the last training step and the checkpoint. */
enum class Closing {
  whole,
  stopgap,  ///< an interim checkpoint of a stopped training, made in seconds: only the parts needed for
            ///< playing, from an excerpt if the whole corpus would take long
};

/** Describes the calibrations that an interim checkpoint lacks. */
std::vector<std::string> left_out_of_a_stopgap(ModelKind kind, bool keeps_passages);

/**
 * Turns trained networks into a checkpoint that plays: exports the tensors (averaged weights), derives named
 * encodings and priming states from the corpus, and calibrates the temperature. `description` contains sizes
 * and provenance; names and temperatures are filled in here. An interim checkpoint uses only the training
 * part of `dataset`, and `latents` may contain no more than that. Keeps up to `passage_minutes` of passages.
 */
Checkpoint make_small_checkpoint(ModelDescription description, const Dataset& dataset, const Latents& latents,
                                 const Codec& codec, TrunkObjective& objective, std::uint64_t seed,
                                 double passage_minutes, Closing closing = Closing::whole,
                                 const TaskProgress& progress = {});

}  // namespace aeolian::trainer
