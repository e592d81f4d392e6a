// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/command_line/manual_page.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <sstream>

#include "core/command_line/option_text.h"
#include "core/version.h"

namespace aeolian {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/** Escapes text for roff; hyphens remain ones that can be copied into a shell. */
std::string roff(const std::string& text) {
  const std::string escaped = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
  const std::string inside = replaced(replaced(escaped, "\n.", "\n\\&."), "\n'", "\n\\&'");
  return inside.starts_with('.') || inside.starts_with('\'') ? "\\&" + inside : inside;
}

std::string bold(const std::string& text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(const std::string& text) {
  return "\\fI" + roff(text) + "\\fR";
}

/** "FLOAT (0 to 2)" or "{a,b}" */
std::string shown(const OptionValue& value) {
  if (value.choices.empty())
    return italic(value.name) + (value.range.empty() ? "" : roff(" (" + value.range + ")"));
  std::string choices;
  for (const std::string& choice : value.choices) choices += (choices.empty() ? "{" : ",") + bold(choice);
  return choices + "}";
}

std::string name_of(const CLI::Option& option) {
  if (option.get_positional()) return italic(option.get_name(true));
  std::string names;
  for (const std::string& name : spellings(option)) names += (names.empty() ? "" : ", ") + bold(name);
  const OptionValue value = value_of(option);
  return value.name.empty() ? names : names + " " + shown(value);
}

/** Makes a sentence of a description that is not one. */
std::string sentence(std::string text) {
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

void write_option(std::ostream& out, const CLI::Option& option) {
  out << ".TP\n" << name_of(option) << "\n" << roff(sentence(option.get_description()));
  if (const std::string text = option.get_default_str(); !text.empty())
    out << " Default: " << roff(text) << ".";
  if (option.get_required() && !option.get_positional()) out << " Required.";
  out << "\n";
}

void write_sections(std::ostream& out, const CLI::App& app) {
  const auto sections = option_sections(app);
  for (const auto& section : sections) {
    if (sections.size() > 1) out << ".SS " << roff(section.title) << "\n";
    for (const CLI::Option* option : section.options) write_option(out, *option);
  }
}

/** The words after a program's or command's name. */
std::string arguments_of(const CLI::App& app) {
  std::string words = " [" + italic("OPTION") + "]...";
  if (!commands_of(app).empty()) words += " " + italic("COMMAND");
  for (const CLI::Option* option : positionals_of(app)) {
    std::string word = italic(option->get_name(true));
    if (option->get_items_expected_max() > 1) word += "...";
    words += " " + (option->get_required() ? word : "[" + word + "]");
  }
  return words;
}

void write_commands(std::ostream& out, const CLI::App& app, const std::string& words) {
  for (const CLI::App* command : commands_of(app)) {
    const std::string name = words + command->get_name();
    if (!commands_of(*command).empty()) {
      write_commands(out, *command, name + " ");
      continue;
    }
    out << ".SS " << bold(name) << arguments_of(*command) << "\n"
        << roff(sentence(command->get_description())) << "\n";
    for (const CLI::Option* option : positionals_of(*command)) write_option(out, *option);
    for (const auto& section : option_sections(*command))
      for (const CLI::Option* option : section.options)
        if (option != command->get_help_ptr()) write_option(out, *option);
  }
}

/** "plays a model" of the sentence "Aeolian plays a model." */
std::string purpose(const CLI::App& app) {
  std::string text = app.get_description();
  text.erase(0, app.get_name().size() + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

}  // namespace

std::string manual_page(const CLI::App& app, const ProgramTexts& texts) {
  const std::string& name = app.get_name();
  std::ostringstream out;
  out << ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
      << ".\\\" Printed by " << name << " --manual-page.\n"
      << ".TH " << upper_case(name) << " 1 \"\" \"Aeolian " AEOLIAN_VERSION "\" \"User Commands\"\n"
      << ".SH NAME\n"
      << roff(name) << " \\- " << roff(purpose(app)) << "\n"
      << ".SH SYNOPSIS\n"
      << bold(name) << arguments_of(app) << "\n";
  if (const auto positionals = positionals_of(app); !positionals.empty()) {
    out << ".SH ARGUMENTS\n";
    for (const CLI::Option* option : positionals) write_option(out, *option);
  }
  if (!commands_of(app).empty()) {
    out << ".SH COMMANDS\n";
    write_commands(out, app, "");
  }
  out << ".SH OPTIONS\n";
  write_sections(out, app);
  if (const std::string footer = app.get_footer(); !footer.empty()) {
    // A line is a paragraph.
    out << ".SH NOTES\n" << replaced(roff(footer), "\n", "\n.PP\n") << "\n";
  }
  out << ".SH SEE ALSO\n";
  for (std::size_t i = 0; i < texts.see_also.size(); ++i)
    out << (i > 0 ? ",\n" : "") << bold(texts.see_also[i]) << "(1)";
  out << "\n";
  return out.str();
}

}  // namespace aeolian
