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

/** The rest of what the manual page and the completion of a program contain, beside its options. */
struct ProgramTexts {
  std::vector<std::string> see_also;  ///< names of other manual pages, all of section 1
  /**
   * For an option or positional whose values only the program knows: the arguments with which it prints them,
   * one per line.
   */
  std::map<const CLI::Option*, std::string> candidates;
};

/**
 * Adds two options that print a text and end the program, and that --help does not list: --manual-page, and
 * --completion bash or zsh. Call it when `app` has all its options.
 */
void add_program_texts(CLI::App& app, const ProgramTexts& texts);

}  // namespace aeolian
