// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/checkpoint.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * Adds to `checkpoint` the passages of the training part for a performance to follow
 * (core/model/passage_memory.h): latents, innovations of the finished trunk, and anchors. Keeps about
 * `most_minutes` of a longer corpus, in pieces spread evenly over it; nothing if no passage lasts three
 * seconds. Sets the blend to its weakest.
 */
void add_recollection(const Dataset& dataset, const Latents& latents, Trunk& trunk, WindowEncoder& encoder,
                      double most_minutes, Checkpoint& checkpoint, const TaskProgress& progress = {});

/**
 * Calibrates the blend: the strongest (a pull of .05 to .15) at which seconds of performances are no nearer
 * to the training part than seconds of the held-out part are, by the median. `checkpoint` must be complete
 * except for the blend.
 */
void calibrate_lean(const Dataset& dataset, Checkpoint& checkpoint, std::uint64_t seed,
                    const TaskProgress& progress = {});

}  // namespace aeolian::trainer
