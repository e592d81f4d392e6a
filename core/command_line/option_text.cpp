// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/command_line/option_text.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>

namespace aeolian {
namespace {

/** Options of `app`, without the help option of an option group, which cannot be typed. */
OptionSection section(const CLI::App& app, std::string title) {
  const bool is_group = app.get_name().empty();
  return {std::move(title), app.get_options([&app, is_group](const CLI::Option* option) {
            const bool is_listed = !option->get_group().empty() && !option->get_positional();
            return is_listed && !(is_group && option == app.get_help_ptr());
          })};
}

/** The words between the braces of "{a,b,c}", as CLI::IsMember describes them. */
std::vector<std::string> members(const std::string& set) {
  std::istringstream text(set.substr(1, set.size() - 2));
  std::vector<std::string> words;
  for (std::string word; std::getline(text, word, ',');) words.push_back(word);
  return words;
}

}  // namespace

std::vector<OptionSection> option_sections(const CLI::App& app) {
  std::vector<OptionSection> sections{section(app, "General")};
  for (const CLI::App* group : app.get_subcommands({}))
    if (group->get_name().empty()) sections.push_back(section(*group, group->get_group()));
  std::erase_if(sections, [](const OptionSection& one) { return one.options.empty(); });
  return sections;
}

std::vector<const CLI::Option*> positionals_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
}

std::vector<std::string> spellings(const CLI::Option& option) {
  std::vector<std::string> all;
  for (const std::string& name : option.get_snames()) all.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) all.push_back("--" + name);
  return all;
}

std::vector<std::string> long_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const OptionSection& section : option_sections(app)) {
    for (const CLI::Option* option : section.options) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

/**
 * CLI11 joins the type's name and the checks' descriptions by colons: "FLOAT:0 to 2", "TEXT:{a,b}",
 * "TEXT:FILE".
 */
OptionValue value_of(const CLI::Option& option) {
  OptionValue value;
  if (option.get_items_expected_max() == 0) return value;
  constexpr std::array paths{"FILE", "DIR", "PATH"};
  std::istringstream text(option.get_type_name());
  std::getline(text, value.name, ':');
  for (std::string part; std::getline(text, part, ':');) {
    if (part.starts_with('{')) {
      value.choices = members(part);
    } else if (std::ranges::find(paths, part) != paths.end()) {
      value.name = part;
    } else {
      // Some checks repeat the type.
      value.range = part.starts_with(value.name + " ") ? part.substr(value.name.size() + 1) : part;
    }
  }
  value.is_path = std::ranges::find(paths, value.name) != paths.end();
  return value;
}

}  // namespace aeolian
