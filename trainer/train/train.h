// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/cli/train_options.h"

namespace aeolian::trainer {

/** `aeolian train`: trains on sounds and writes a checkpoint. Returns the exit status of the process. */
int run_train(const TrainOptions& options);

}  // namespace aeolian::trainer
