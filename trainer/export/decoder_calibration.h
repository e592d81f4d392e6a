// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"
#include "trainer/networks/modules.h"

namespace aeolian {

/**
 * Shifts each band's mean and scales its level of grain until the corpus, coded, decoded and played by a
 * voice, is as loud and moves from step to step as much as it does itself. A band's expected log amplitude
 * lies below its power, what the codec misses of a heavy-tailed band is no noise, and phases that do not fit
 * add movement of their own.
 */
void calibrate_decoder(Codec& codec, const ModelDescription& description, const Dataset& dataset,
                       const Latents& latents, std::uint64_t seed, const TaskProgress& progress = {});

/** What is played of the corpus over what there was of it: 1 = as much. */
struct DecodedShare {
  double power = 1;
  double movement = 1;  ///< change from step to step of what can be heard, nepers, all bands together
};

/** Coded, decoded and played by a voice; 1 and 1 of a corpus that is too short for it. */
DecodedShare decoded_share(Codec& codec, const ModelDescription& description, const Dataset& dataset,
                           const Latents& latents, std::uint64_t seed);

}  // namespace aeolian
