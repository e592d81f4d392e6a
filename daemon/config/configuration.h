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
 * Returns the user's configuration file ($XDG_CONFIG_HOME/aeolian/aeoliand.toml) if it exists, else the
 * system's (below the installation's sysconfdir); empty if there is neither.
 */
std::filesystem::path find_configuration();

/** The largest configuration file accepted, bytes. */
inline constexpr std::size_t max_configuration_size = 1 << 20;

/**
 * Applies the file to `options`, and its parameters to `configured`; daemon/aeoliand.toml lists all keys. The
 * whole file is checked first: an error, "FILE:LINE:COLUMN: what is wrong", leaves `options` unchanged.
 */
ErrorOr<void> read_configuration(const std::filesystem::path& file, Options& options);

/**
 * Does the same for the text of a file called `name`, with relative paths resolved against `folder`. Pure;
 * accepts any bytes.
 */
ErrorOr<void> parse_configuration(std::string_view text, std::string_view name,
                                  const std::filesystem::path& folder, Options& options);

/** All keys, as "section.key". */
std::vector<std::string> configuration_keys();

}  // namespace aeolian::daemon
