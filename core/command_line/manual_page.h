// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/command_line/program_texts.h"

namespace aeolian {

/**
 * Returns the manual page of a program, for man(1). The description of `app` must be a sentence that begins
 * with the program's name.
 */
std::string manual_page(const CLI::App& app, const ProgramTexts& texts);

}  // namespace aeolian
