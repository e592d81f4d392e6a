// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aeolian {

/**
 * Returns `message` with file names but without their folders: no path of this machine may leave it. Each of
 * `folders` (names may contain spaces) is removed wherever it precedes a name, the longest first; empty ones
 * are ignored.
 */
std::string redact_paths(std::string message, std::vector<std::filesystem::path> folders);

}  // namespace aeolian
