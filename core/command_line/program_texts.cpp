// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/command_line/program_texts.h"

#include <CLI/CLI.hpp>

#include "core/command_line/completion.h"
#include "core/command_line/manual_page.h"

namespace aeolian {
namespace {

/** Ends parsing as --version does, with a text for standard output. */
[[noreturn]] void answer(std::string text) {
  text.pop_back();  // CLI11 adds a newline
  throw CLI::CallForVersion(std::move(text), 0);
}

}  // namespace

void add_program_texts(CLI::App& app, const ProgramTexts& texts) {
  const std::string hidden;
  app.add_flag_callback("--manual-page", [&app, texts] { answer(manual_page(app, texts)); })->group(hidden);
  app.add_option_function<std::string>(
         "--completion",
         [&app, texts](const std::string& shell) {
           answer(shell == "zsh" ? zsh_completion(app, texts) : bash_completion(app, texts));
         })
      ->check(CLI::IsMember({"bash", "zsh"}))
      ->group(hidden);
}

}  // namespace aeolian
