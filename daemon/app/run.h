// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/config/options.h"

namespace aeolian::daemon {

/**
 * Does what the options ask for, until it is done or a signal ends it; returns aeoliand's exit code
 * (daemon_exit).
 */
int run(const Options& options);

}  // namespace aeolian::daemon
