// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace aeolian {

/** The content of a program's manual page and completion beyond its options. */
struct ProgramTexts {
  std::vector<std::string> see_also;  ///< names of other manual pages, all of section 1
  /**
   * For options and positionals whose values only the program knows: its arguments that print them, one per
   * line.
   */
  std::map<const CLI::Option*, std::string> candidates;
};

/**
 * Adds --manual-page and --completion (bash or zsh), which print a text and end the program; --help does not
 * list them. Call it when `app` has all its options.
 */
void add_program_texts(CLI::App& app, const ProgramTexts& texts);

}  // namespace aeolian
