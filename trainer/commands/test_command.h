// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "trainer/cli/options.h"
#include "trainer/cli/progress.h"

namespace aeolian::trainer {

/**
 * Encodes a sound and writes to a folder: SAMPLE-reconstruction.wav, the sound through the codec (or as
 * segments from their own codes, or as bytes); and SAMPLE-mean-of-K-1.wav and so on, each generated with the
 * mean encoding of K random excerpts of the sound, chosen by the seed. A model without encodings instead
 * continues from one excerpt, SAMPLE-continued-1.wav, and refuses a mean. A pure function of checkpoint,
 * sound and options.
 */
ErrorOr<void> test(const TestOptions& options, Progress& progress);

/** `aeolian test`. Returns the exit status of the process. */
int run_test(const TestOptions& options);

}  // namespace aeolian::trainer
