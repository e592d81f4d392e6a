// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * Shifts each band's mean and scales its grain level until the corpus, encoded, decoded and played by a
 * voice, is as loud as the original and moves as much from step to step. This is needed because a band's
 * expected log amplitude lies below its power, because the codec's error in a heavy-tailed band is not noise,
 * and because imperfect phases add movement.
 */
void calibrate_decoder(Codec& codec, const ModelDescription& description, const Dataset& dataset,
                       const Latents& latents, std::uint64_t seed, const TaskProgress& progress = {});

/** The reconstruction of the corpus relative to the original: 1 = equal. */
struct DecodedShare {
  double power = 1;
  double movement = 1;  ///< audible change from step to step, nepers, all bands together
};

/** Measures the corpus encoded, decoded and played by a voice; 1 and 1 for a corpus that is too short. */
DecodedShare decoded_share(Codec& codec, const ModelDescription& description, const Dataset& dataset,
                           const Latents& latents, std::uint64_t seed);

}  // namespace aeolian::trainer
