// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/cli/options.h"

namespace aeolian::trainer {

/** `aeolian cache`: lists or clears the analysed sounds. Returns the exit status of the process. */
int run_cache(const CacheOptions& options);

}  // namespace aeolian::trainer
