// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/error.h"
#include "trainer/cli/options.h"
#include "trainer/cli/progress.h"

namespace aeolian {

/**
 * Lets a checkpoint play into sound files of the format that the ending tells, each a pure function of
 * checkpoint, options and seed. Whatever is wrong with the checkpoint, the encoding's name or the sound to go
 * on from is told before anything is written. `check` is called again and again while it plays, and may throw
 * to end it.
 */
ErrorOr<void> generate(const GenerateOptions& options, Progress& progress,
                       const std::function<void()>& check = {});

/** `aeolian generate`: the process's exit status. */
int run_generate(const GenerateOptions& options);

}  // namespace aeolian
