// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/cli/options.h"

namespace aeolian::trainer {

/**
 * `aeolian evaluate`: judges checkpoints by the corpus that they were to learn, prints a Markdown table or
 * JSON, and writes the page. The process's exit status: 0 where it was done, whatever came out; 1 where it
 * could not be.
 */
int run_evaluate(const EvaluateOptions& options);

}  // namespace aeolian::trainer
