// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace aeolian {

/** The running program's own file; empty if the system does not tell. */
std::filesystem::path program_file();

/** A file or folder installed with this program (../share/aeolian from its folder); empty if it is not there.
 */
std::filesystem::path shipped_file(std::string_view name);

}  // namespace aeolian
