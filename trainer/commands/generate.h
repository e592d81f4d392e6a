// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/error.h"
#include "trainer/cli/options.h"
#include "trainer/cli/progress.h"

namespace aeolian::trainer {

/**
 * Renders a checkpoint to sound files; their ending gives the format. Each is a pure function of checkpoint,
 * options and seed. Errors in the checkpoint, the encoding's name or the sound to continue from are reported
 * before anything is written. `check` is called regularly while rendering, and may throw to stop it.
 */
ErrorOr<void> generate(const GenerateOptions& options, Progress& progress,
                       const std::function<void()>& check = {});

/** `aeolian generate`. Returns the exit status of the process. */
int run_generate(const GenerateOptions& options);

}  // namespace aeolian::trainer
