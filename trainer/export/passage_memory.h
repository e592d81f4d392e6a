// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/checkpoint.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"
#include "trainer/networks/modules.h"

namespace aeolian {

/**
 * Gives `checkpoint` the passages of the training part that a performance leans on
 * (core/model/passage_memory.h): latents, what the finished trunk had not foreseen of them, and where each
 * can be entered. At most 32 minutes, evenly over a longer corpus; nothing where none lasts three seconds. It
 * is leaned on a little.
 */
void add_recollection(const Dataset& dataset, const Latents& latents, Trunk& trunk, WindowEncoder& encoder,
                      Checkpoint& checkpoint, const TaskProgress& progress = {});

/**
 * Sets how far a performance leans on them: as far as it may (a pull of .05 to .25) while seconds of it lie
 * no nearer to those that were learned than seconds of the held-out part do, by the median. `checkpoint` is
 * whole but for that.
 */
void calibrate_lean(const Dataset& dataset, Checkpoint& checkpoint, std::uint64_t seed,
                    const TaskProgress& progress = {});

}  // namespace aeolian
