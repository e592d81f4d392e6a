// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "daemon/ctl/ctl_options.h"

namespace aeolian {

/**
 * Does what the options ask for: answers go to `out`, a line each, refusals and silence to `err`. Gives the
 * exit code (ctl_exit). A watch ends when a signal that has a handler comes.
 */
int run_ctl(const CtlOptions& options, std::ostream& out, std::ostream& err);

}  // namespace aeolian
