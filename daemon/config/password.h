// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian::daemon {

/**
 * Returns the password for HTTP: the configuration's, or the first line of the password file; empty = neither
 * is given. The error names the file.
 */
ErrorOr<std::string> password_of(const Options& options);

/** Whether the configuration file contains a secret and is readable by everybody on this machine. */
bool shows_secrets(const Options& options);

}  // namespace aeolian::daemon
