// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/command_line/program_texts.h"

namespace aeolian {

/** Returns a script that completes the commands, options and values of a program in bash. */
std::string bash_completion(const CLI::App& app, const ProgramTexts& texts);

/** The same for zsh, with descriptions: a function to be placed in a folder of its `fpath`. */
std::string zsh_completion(const CLI::App& app, const ProgramTexts& texts);

}  // namespace aeolian
