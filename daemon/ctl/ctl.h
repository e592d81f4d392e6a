// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "daemon/ctl/ctl_options.h"

namespace aeolian::ctl {

/**
 * Carries out the options: prints answers to `out`, one per line, and refusals and missing answers to `err`.
 * Returns the exit code (ctl_exit). A watch ends when a signal with a handler arrives.
 */
int run_ctl(const Options& options, std::ostream& out, std::ostream& err);

}  // namespace aeolian::ctl
