// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian::daemon {

/**
 * The user's configuration file ($XDG_CONFIG_HOME/aeolian/aeoliand.toml) if it exists, else the system's
 * (below the installation's sysconfdir); empty if there is none.
 */
std::filesystem::path find_configuration();

/** The largest configuration file that is read, bytes. */
inline constexpr std::size_t max_configuration_size = 1 << 20;

/**
 * Applies the file to `options`, its parameters to `configured`; daemon/aeoliand.toml lists all keys. The
 * file is checked as a whole: an error, "FILE:LINE:COLUMN: what is wrong", leaves `options` unchanged.
 */
ErrorOr<void> read_configuration(const std::filesystem::path& file, Options& options);

/**
 * The same for the text of a file called `name`, whose relative paths are relative to `folder`. Pure; any
 * bytes may be given.
 */
ErrorOr<void> parse_configuration(std::string_view text, std::string_view name,
                                  const std::filesystem::path& folder, Options& options);

/** All keys, as "section.key". */
std::vector<std::string> configuration_keys();

}  // namespace aeolian::daemon
