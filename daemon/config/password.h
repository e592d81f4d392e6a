// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian::daemon {

/**
 * The password for HTTP: that of the configuration, or the first line of the password file; empty = neither
 * is given. The error names the file.
 */
ErrorOr<std::string> password_of(const Options& options);

/** Whether the configuration file holds a secret and everybody on this machine may read it. */
bool shows_secrets(const Options& options);

}  // namespace aeolian::daemon
