// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aeolian {

/**
 * `message` with the names of files but not where they lie: what goes to the network tells no path of this
 * machine. Each of `folders`, whose names may have spaces, is taken away wherever it stands before a name,
 * the longest first; an empty one is none.
 */
std::string redact_paths(std::string message, std::vector<std::filesystem::path> folders);

}  // namespace aeolian
