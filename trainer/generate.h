#pragma once

#include "core/error.h"
#include "trainer/options.h"
#include "trainer/progress.h"

namespace aeolian {

/**
 * Lets a checkpoint play into WAV files, each a pure function of checkpoint, options and seed. Whatever is
 * wrong with the checkpoint, the encoding's name or the sound to go on from is told before anything is
 * written.
 */
ErrorOr<void> generate(const GenerateOptions& options, Progress& progress);

/** `aeolian generate`: the process's exit status. */
int run_generate(const GenerateOptions& options);

}  // namespace aeolian
