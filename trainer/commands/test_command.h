// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "trainer/cli/options.h"
#include "trainer/cli/progress.h"

namespace aeolian {

/**
 * Lets a checkpoint hear a sound, and writes into a folder what becomes of it: SAMPLE-reconstruction.wav, the
 * sound through the codec (or as segments from their own codes, or as bytes), and SAMPLE-mean-of-K-1.wav and
 * so on, each played under the mean of the encodings of K parts of the sound, drawn by the seed. A model
 * without encodings goes on from one part instead, SAMPLE-continued-1.wav; a mean is refused there. A pure
 * function of checkpoint, sound and options.
 */
ErrorOr<void> test(const TestOptions& options, Progress& progress);

/** `aeolian test`: the process's exit status. */
int run_test(const TestOptions& options);

}  // namespace aeolian
