// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace aeolian {

/** Options under one heading of --help. */
struct OptionSection {
  std::string title;
  std::vector<const CLI::Option*> options;
};

/** The options that --help lists for `app`, without positionals and commands. */
std::vector<OptionSection> option_sections(const CLI::App& app);

/** The positionals of `app`, in their order. */
std::vector<const CLI::Option*> positionals_of(const CLI::App& app);

/** The commands of `app`, in the order of --help. */
std::vector<const CLI::App*> commands_of(const CLI::App& app);

/** The spellings of an option with their dashes, short ones first. */
std::vector<std::string> spellings(const CLI::Option& option);

/** The long spellings of all these options, such as "--checkpoint", which a misspelt one may mean. */
std::vector<std::string> long_options(const CLI::App& app);

/** The value that an option takes, as --help shows it. */
struct OptionValue {
  std::string name;                  ///< such as FLOAT; empty for a flag
  std::vector<std::string> choices;  ///< all possible values; empty if there are others
  std::string range;                 ///< such as "0 to 2"; may be empty
  bool is_path = false;              ///< of a file or folder
};

OptionValue value_of(const CLI::Option& option);

}  // namespace aeolian
