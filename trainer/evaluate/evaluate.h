// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/cli/options.h"

namespace aeolian::trainer {

/**
 * `aeolian evaluate`: compares checkpoints with the corpus that they were trained on, prints a Markdown table
 * or JSON, and writes the page. Returns the exit status of the process: 0 if the evaluation ran, whatever its
 * results; 1 if it could not.
 */
int run_evaluate(const EvaluateOptions& options);

}  // namespace aeolian::trainer
