// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian {

/**
 * The configuration file of the user ($XDG_CONFIG_HOME/aeolian/aeoliand.toml, where a user has one), else
 * that of the system (below the installation's sysconfdir); empty where there is none.
 */
std::filesystem::path find_configuration();

/** The largest configuration file that is read, bytes. */
inline constexpr std::size_t max_configuration_size = 1 << 20;

/**
 * Puts what the file says over `options`, the values of parameters into `configured`; daemon/aeoliand.toml
 * shows all that there is. The file is checked whole: an error, "FILE:LINE:COLUMN: what is wrong", leaves
 * `options` as they were.
 */
ErrorOr<void> read_configuration(const std::filesystem::path& file, Options& options);

/** The same for the text of a file called `name`, whose relative paths begin at `folder`. Pure; any bytes may
 * be given. */
ErrorOr<void> parse_configuration(std::string_view text, std::string_view name,
                                  const std::filesystem::path& folder, Options& options);

/** Every key there is, as "section.key". */
std::vector<std::string> configuration_keys();

}  // namespace aeolian
