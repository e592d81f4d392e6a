// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/command_line/program_texts.h"

namespace aeolian {

/** A script that completes the commands, options and values of a program in bash. */
std::string bash_completion(const CLI::App& app, const ProgramTexts& texts);

/** The same for zsh, with a description beside each; a function for a folder of its `fpath`. */
std::string zsh_completion(const CLI::App& app, const ProgramTexts& texts);

}  // namespace aeolian
