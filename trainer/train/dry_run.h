// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "trainer/cli/train_options.h"

namespace aeolian::trainer {

/** Prints what a training would read, learn and need; writes nothing. */
ErrorOr<void> tell_plan(const TrainOptions& options);

}  // namespace aeolian::trainer
