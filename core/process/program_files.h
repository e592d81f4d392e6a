// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace aeolian {

/** The running program's own file; empty if the system does not say. */
std::filesystem::path program_file();

/** A file or folder installed with this program, in ../share/aeolian from its folder; empty if absent. */
std::filesystem::path shipped_file(std::string_view name);

}  // namespace aeolian
