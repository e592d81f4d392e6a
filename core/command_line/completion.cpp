// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/command_line/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <sstream>

#include "core/command_line/option_text.h"

namespace aeolian {
namespace {

/** The name of the function that completes a program; the names of its helpers begin with it. */
std::string function_of(std::string program) {
  std::ranges::replace(program, '-', '_');
  return "_" + program;
}

/** Fills in a script template: NAME is the program, FUNCTION the function that completes it. */
std::string for_program(std::string script, const std::string& program) {
  for (const auto& [word, text] : {std::pair("FUNCTION", function_of(program)), std::pair("NAME", program)})
    for (auto at = script.find(word); at != std::string::npos; at = script.find(word, at + text.size()))
      script.replace(at, std::string(word).size(), text);
  return script;
}

/** One word of the shell, in single quotes. */
std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/** All options of a command, including those of parent commands to which it passes options. */
std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const auto& section : option_sections(app))
    options.insert(options.end(), section.options.begin(), section.options.end());
  if (const CLI::App* above = app.get_parent(); above && app.get_fallthrough())
    for (const CLI::Option* option : options_of(*above))
      if (option != above->get_help_ptr() && option != above->get_version_ptr()) options.push_back(option);
  return options;
}

/**
 * The candidates for a value in bash: words, "@" for files, or "?" and the arguments with which to ask the
 * program.
 */
std::string offered(const CLI::Option& option, const ProgramTexts& texts) {
  const OptionValue value = value_of(option);
  if (const auto asked = texts.candidates.find(&option); asked != texts.candidates.end())
    return "?" + asked->second;
  return value.is_path ? "@" : joined(value.choices);
}

/**
 * The tables of a program for bash. Every key begins with the words up to a command. They hold the words that
 * may follow it, its options, and the candidates for an option's value or for a positional, by its number
 * from 1; "*" stands for any further one.
 */
class BashTables {
 public:
  BashTables(const CLI::App& app, const ProgramTexts& texts) : texts_(texts) { add(app, app.get_name()); }

  std::string text() const {
    return "  local -A commands=(\n" + commands_ + "  )\n  local -A options=(\n" + options_ +
           "  )\n  local -A values=(\n" + values_ + "  )\n";
  }

 private:
  static std::string row(const std::string& key, const std::string& value) {
    return "    [" + shell_word(key) + "]=" + shell_word(value) + "\n";
  }

  void add(const CLI::App& app, const std::string& words) {
    std::vector<std::string> names;
    for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
    if (!names.empty()) commands_ += row(words, joined(names));
    add_options(app, words);
    add_positionals(app, words);
    for (const CLI::App* command : commands_of(app)) add(*command, words + " " + command->get_name());
  }

  void add_options(const CLI::App& app, const std::string& words) {
    std::vector<std::string> names;
    for (const CLI::Option* option : options_of(app)) {
      for (const std::string& name : spellings(*option)) {
        names.push_back(name);
        if (!value_of(*option).name.empty()) values_ += row(words + " " + name, offered(*option, texts_));
      }
    }
    options_ += row(words, joined(names));
  }

  void add_positionals(const CLI::App& app, const std::string& words) {
    constexpr int few = 8;
    int number = 0;
    for (const CLI::Option* option : positionals_of(app)) {
      const std::string offer = offered(*option, texts_);
      if (offer.empty()) return;
      if (option->get_items_expected_max() > few) {
        values_ += row(words + " *", offer);
        return;
      }
      for (int i = 0; i < option->get_items_expected_max(); ++i)
        values_ += row(words + " " + std::to_string(++number), offer);
    }
  }

  const ProgramTexts& texts_;
  std::string commands_;
  std::string options_;
  std::string values_;
};

constexpr const char* bash_head = R"sh(# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of NAME for bash, printed by NAME --completion bash.

FUNCTION() {
)sh";

constexpr const char* bash_body = R"sh(
  local command=NAME place=0 word i
  local -a given=()
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == -* ]]; then
      if [[ -n ${values["$command $word"]+takes} ]]; then
        ((++i))
        [[ -z ${values["NAME $word"]+takes} ]] || given+=("$word" "${COMP_WORDS[i]}")
      fi
    elif [[ " ${commands["$command"]-} " == *" $word "* ]]; then
      command+=" $word"
    else
      ((++place))
    fi
  done

  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} offered
  if [[ $previous == -* && -n ${values["$command $previous"]+takes} ]]; then
    offered=${values["$command $previous"]}
  elif [[ $current == -* ]]; then
    offered=${options["$command"]}
  else
    offered="${commands["$command"]-}${values["$command $((place + 1))"]-${values["$command *"]-}}"
  fi
  case $offered in
    @)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      ;;
    \?*) mapfile -t COMPREPLY < <(compgen -W "$(FUNCTION_ask ${offered#\?})" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current") ;;
  esac
}

# Prints what the program prints with these arguments and the options that were given to it. Names may contain spaces;
# each is quoted as one shell word.
FUNCTION_ask() {
  local name
  NAME "${given[@]}" "$@" 2>/dev/null | while IFS= read -r name; do
    printf '%q\n' "$(printf '%q' "$name")"
  done
}

complete -F FUNCTION NAME
)sh";

/** Escapes a text inside the brackets or between the colons of an _arguments specification. */
std::string zsh_text(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/** The functions of a program for zsh, one for each command. */
class ZshFunctions {
 public:
  ZshFunctions(const CLI::App& app, const ProgramTexts& texts)
      : texts_(texts), function_(function_of(app.get_name())) {
    add(app, function_);
  }

  std::string text() const { return text_; }

 private:
  void add(const CLI::App& app, const std::string& function) {
    const auto commands = commands_of(app);
    text_ += "\n" + function + "() {\n";
    if (!commands.empty()) text_ += "  local curcontext=$curcontext state line\n  typeset -A opt_args\n";
    text_ += std::string("  _arguments -s ") + (commands.empty() ? ":" : "-C :");
    for (const CLI::Option* option : options_of(app)) text_ += " \\\n    " + specification(*option);
    for (const CLI::Option* option : positionals_of(app)) text_ += positional(*option);
    if (commands.empty()) {
      text_ += "\n}\n";
      return;
    }
    text_ += " \\\n    '1:command:->command' '*::argument:->argument' && return\n";
    add_choice(commands, function);
    for (const CLI::App* command : commands) add(*command, function + "_" + command->get_name());
  }

  void add_choice(const std::vector<const CLI::App*>& commands, const std::string& function) {
    text_ += "  case $state in\n    command)\n      local -a commands=(\n";
    for (const CLI::App* command : commands)
      text_ += "        " + shell_word(command->get_name() + ":" + command->get_description()) + "\n";
    text_ += "      )\n      _describe command commands\n      ;;\n    argument)\n";
    // The program is asked with the options on the command line.
    if (function == function_) text_ += "      local -a given=(${(kv)opt_args})\n";
    text_ += "      (( $+functions[" + function + "_$line[1]] )) && " + function +
             "_$line[1]\n      ;;\n  esac\n}\n";
  }

  /** ":message:action", once for each value. */
  std::string action(const CLI::Option& option, const std::string& message) const {
    const OptionValue value = value_of(option);
    const auto asked = texts_.candidates.find(&option);
    std::string how = asked != texts_.candidates.end() ? " " + function_ + "_ask " + asked->second
                      : value.is_path                  ? "_files"
                      : value.choices.empty()          ? " "
                                                       : "(" + joined(value.choices) + ")";
    return ":" + zsh_text(message) + ":" + how;
  }

  std::string specification(const CLI::Option& option) const {
    const auto names = spellings(option);
    const bool repeats = option.get_expected_max() > 1;
    std::string detail = "[" + zsh_text(option.get_description()) + "]";
    if (const std::string name = value_of(option).name; !name.empty())
      for (int i = 0; i < option.get_type_size(); ++i) detail += action(option, name);
    std::string all;
    for (const std::string& name : names) {
      const std::string others = repeats ? "*" : names.size() > 1 ? "(" + joined(names) + ")" : "";
      all += (all.empty() ? "" : " ") + shell_word(others + name + detail);
    }
    return all;
  }

  std::string positional(const CLI::Option& option) const {
    const std::string place = option.get_items_expected_max() > 1 ? "*" : "";
    return " \\\n    " + shell_word(place + action(option, option.get_name(true)));
  }

  const ProgramTexts& texts_;
  const std::string function_;
  std::string text_;
};

constexpr const char* zsh_head = R"sh(#compdef NAME
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of NAME for zsh, printed by NAME --completion zsh.
)sh";

constexpr const char* zsh_foot = R"sh(
# Offers the lines that the program prints with these arguments and the options that were given to it.
FUNCTION_ask() {
  local -a words=(${(f)"$(_call_program words NAME $given $@ 2>/dev/null)"})
  compadd -a words
}

FUNCTION "$@"
)sh";

}  // namespace

std::string bash_completion(const CLI::App& app, const ProgramTexts& texts) {
  const std::string& name = app.get_name();
  return for_program(bash_head, name) + BashTables(app, texts).text() + for_program(bash_body, name);
}

std::string zsh_completion(const CLI::App& app, const ProgramTexts& texts) {
  const std::string& name = app.get_name();
  return for_program(zsh_head, name) + ZshFunctions(app, texts).text() + for_program(zsh_foot, name);
}

}  // namespace aeolian
