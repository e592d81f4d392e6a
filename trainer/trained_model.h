#pragma once

#include "core/model/checkpoint.h"
#include "core/torch/modules.h"
#include "trainer/dataset.h"
#include "trainer/trunk_learner.h"

namespace aeolian {

/**
 * Turns fitted networks into a checkpoint that plays: exports the tensors (averaged weights), takes named
 * encodings and priming states from the corpus, and calibrates the temperature. `description` gives sizes and
 * provenance; what is found here (names, temperatures) is filled in.
 */
Checkpoint make_small_checkpoint(ModelDescription description, const Dataset& dataset, const Latents& latents,
                                 const Codec& codec, TrunkLearner& learner, std::uint64_t seed);

}  // namespace aeolian
