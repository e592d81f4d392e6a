// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/ctl_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <iterator>
#include <span>
#include <sstream>

#include "core/command_line/option_text.h"
#include "core/command_line/program_texts.h"
#include "core/control/commands.h"
#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"
#include "core/control/spelling.h"
#include "core/printable.h"
#include "core/version.h"

namespace aeolian::ctl {
namespace {

using Task = Options::Task;

std::string_view path_of(CommandId id) {
  return command_spec(id).path;
}

/**
 * Adds a subcommand that sends `path` with the values typed after it, unless one of its own subcommands is
 * given.
 */
CLI::App* add(CLI::App& app, Options& options, const std::string& name, const std::string& description,
              Task task, std::string_view path = {}) {
  auto* command = app.add_subcommand(name, description);
  command->parse_complete_callback([&options, command, task, path] {
    if (!command->get_subcommands().empty()) return;
    options.task = task;
    if (!path.empty()) {
      options.path = path;
    }
  });
  return command;
}

CLI::Option* add_name(CLI::App* command, Options& options) {
  return command->add_option("name", options.values, "The name")->expected(1)->required();
}

CLI::Option* add_path(CLI::App* command, Options& options, const std::string& description) {
  return command->add_option("path", options.path, description)->required();
}

void add_parameters(CLI::App& app, Options& options, ProgramTexts& texts) {
  const auto one_of_the_paths = [&texts](CLI::Option* option) { texts.candidates[option] = "paths"; };
  auto* get = add(app, options, "get", "Print the value of a path", Task::get);
  one_of_the_paths(add_path(get, options, "For example, /gain or /encoding/dim/0"));
  get->add_flag("--json", options.json, "Print JSON");
  auto* set = add(app, options, "set", "Set a parameter, or send values to any other path", Task::set);
  one_of_the_paths(add_path(set, options, "For example, /gain or /encoding/set"));
  set->add_option("values", options.values, "Numbers, on, off, or text")->expected(0, 256);
  set->positionals_at_end();
  auto* watch = add(app, options, "watch",
                    "Print parameters as they change, until interrupted; on a terminal, a table with meters",
                    Task::watch);
  one_of_the_paths(
      watch
          ->add_option("paths", options.values,
                       "Print only these paths, one line for each change; /status.reply is the status")
          ->expected(0, 256));
  watch->add_option("--hz", options.hz, "At most this many times a second")
      ->check(CLI::Range(0.1, 60.))
      ->capture_default_str();
  auto* learn = add(app, options, "learn", "Bind a path to the next MIDI control that you move, within 10 s",
                    Task::learn);
  one_of_the_paths(add_path(learn, options, "For example, /temperature"));
  learn->add_flag("--save", options.save, "Also save it to the mapping file");
}

void add_presets(CLI::App& app, Options& options, ProgramTexts& texts) {
  const auto one_of_them = [&texts](CLI::Option* option) { texts.candidates[option] = "preset list"; };
  auto* preset = app.add_subcommand("preset", "List, save, load and delete presets")->require_subcommand(1);
  add(*preset, options, "list", "Print the names", Task::list, path_of(CommandId::preset_list));
  one_of_them(add_name(
      add(*preset, options, "save", "Save every parameter", Task::command, path_of(CommandId::preset_save)),
      options));
  auto* load = add(*preset, options, "load", "Load a preset", Task::command, path_of(CommandId::preset_load));
  one_of_them(load->add_option("name", options.values, "The name, and optionally a glide in seconds")
                  ->expected(1, 2)
                  ->required());
  one_of_them(add_name(
      add(*preset, options, "delete", "Delete a preset", Task::command, path_of(CommandId::preset_delete)),
      options));
}

void add_moments(CLI::App& app, Options& options, ProgramTexts& texts) {
  auto* moment = app.add_subcommand("moment", "Save the whole state of the generator, and continue from it")
                     ->require_subcommand(1);
  add(*moment, options, "list", "Print the names", Task::list, path_of(CommandId::moment_list));
  const auto add_named = [&](const char* name, const char* description, std::string_view path) {
    texts.candidates[add_name(add(*moment, options, name, description, Task::command, path), options)] =
        "moment list";
  };
  add_named("save", "Save the present moment", path_of(CommandId::moment_save));
  add_named("load", "Continue from a moment", path_of(CommandId::moment_load));
  add_named("delete", "Delete a moment", path_of(CommandId::moment_delete));
}

void add_models_and_recordings(CLI::App& app, Options& options, ProgramTexts& texts) {
  auto* model = app.add_subcommand("model", "List, load and blend models")->require_subcommand(1);
  add(*model, options, "list", "Print the names", Task::list, path_of(CommandId::model_list));
  texts.candidates[add_name(add(*model, options, "load", "Load a model and cross-fade to it", Task::command,
                                path_of(CommandId::model_load)),
                            options)] = "model list";
  auto* blend = add(*model, options, "blend", "Blend the current model with another", Task::command,
                    path_of(CommandId::model_blend));
  texts.candidates[blend
                       ->add_option("name", options.values,
                                    "The name, its weight (0 = the current model, 1 = the other), and "
                                    "optionally a glide in seconds")
                       ->expected(2, 3)
                       ->required()
                       ->option_text("NAME WEIGHT [GLIDE]")] = "model list";
  auto* record = app.add_subcommand("record", "Record the output")->require_subcommand(1);
  add_name(add(*record, options, "start", "Start recording", Task::command, path_of(CommandId::record_start)),
           options)
      ->required(false);
  add(*record, options, "stop", "Stop, and print the file's name, its frames, and the frames lost",
      Task::command, path_of(CommandId::record_stop));
  auto* last = add(*record, options, "last",
                   "Write the last seconds of the output to a file, and print its name and its frames",
                   Task::command, path_of(CommandId::record_last));
  last->add_option("seconds", options.values, "How many seconds, and optionally a name")
      ->expected(1, 2)
      ->required();
}

void add_midi(CLI::App& app, Options& options, ProgramTexts& texts) {
  auto* midi = add(app, options, "midi", "Print incoming MIDI messages and their effects, until interrupted",
                   Task::monitor, path_of(CommandId::midi_recent));
  add(*midi, options, "list",
      "Print the bindings: source, path, mode, range or values, and 1 if it uses pickup", Task::list,
      path_of(CommandId::midi_list));
  const auto add_bound_path = [&texts, &options](CLI::App* command) {
    auto* path = command->add_option("path", options.values, "For example, /temperature")->required();
    texts.candidates[path] = "paths";
    return path;
  };
  add_bound_path(add(*midi, options, "forget", "Remove the bindings of a path", Task::command,
                     path_of(CommandId::midi_forget)));
  add_bound_path(
      add(*midi, options, "range",
          "Set the range and the curve of a path's bindings; the curve is linear, logarithmic or exponential",
          Task::command, path_of(CommandId::midi_range)))
      ->expected(3, 4)
      ->option_text("PATH FROM TO [CURVE]");
  add(*midi, options, "save", "Save the mapping to its file", Task::command, path_of(CommandId::midi_save));
}

void add_streams(CLI::App& app, Options& options) {
  auto* stream = app.add_subcommand("stream", "Stream to an Icecast server")->require_subcommand(1);
  add(*stream, options, "start", "Start the configured streams, and print their mounts", Task::command,
      path_of(CommandId::stream_start));
  add(*stream, options, "stop", "Stop the streams", Task::command, path_of(CommandId::stream_stop));
  add(*stream, options, "status",
      "Print each stream with its state, bytes sent, reconnections, seconds lost, and the reason if it waits",
      Task::list, path_of(CommandId::stream_status));
}

void add_plain(CLI::App& app, Options& options) {
  add(app, options, "status", "Print the status", Task::status, path_of(CommandId::status))
      ->add_flag("--json", options.json, "Print JSON");
  add(app, options, "metrics", "Print every metric", Task::metrics, path_of(CommandId::metrics))
      ->add_flag("--json", options.json, "Print JSON");
  add(app, options, "reload", "Read the configuration file again", Task::command,
      path_of(CommandId::config_reload));
  add(app, options, "panic", "Fade out quickly and pick a new seed", Task::set,
      parameter_action(ActionId::panic).path);
  add(app, options, "play", "Fade in", Task::set, parameter_spec(ParameterId::play).path);
  add(app, options, "stop", "Fade out", Task::set, parameter_action(ActionId::stop).path);
  add(app, options, "paths", "Print the paths that get, set and learn accept; needs no running aeoliand",
      Task::paths);
}

/** Whether a word is an option rather than a negative number. */
bool is_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && word.find_first_of("0123456789.") != 1;
}

/** A hint for the first word that is not a command or option; empty = there is no such word. */
std::string meant(CLI::App& app, std::span<const char* const> words) {
  CLI::App* at = &app;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string word = words[i];
    if (word == "--") return {};
    if (is_option(word)) {
      const auto name = word.substr(0, word.find('='));
      const auto* option = at->get_option_no_throw(name);
      if (!option) option = app.get_option_no_throw(name);
      if (!option) {
        std::vector<std::string> names = long_options(*at);
        if (at != &app) std::ranges::copy(long_options(app), std::back_inserter(names));
        return "there is no option " + name + "; " + suggestion(name, names);
      }
      if (option->get_items_expected_max() > 0 && name == word) ++i;
      continue;
    }
    std::vector<std::string> names;
    for (const auto* command : at->get_subcommands({})) names.push_back(command->get_name());
    if (names.empty()) continue;
    if (std::ranges::find(names, word) == names.end())
      return "there is no command " + word + "; " + suggestion(word, names);
    at = at->get_subcommand(word);
  }
  return {};
}

/** The path without the prefix, typed with or without it. */
std::string below_prefix(const std::string& path, const std::string& prefix) {
  if (path.starts_with(prefix + "/")) {
    return path.substr(prefix.size());
  }
  return path.starts_with("/") ? path : "/" + path;
}

}  // namespace

CommandLine read_ctl_command_line(int argc, const char* const* argv) {
  Options options;
  CLI::App app("aeolian-ctl queries and controls a running aeoliand by OSC.", "aeolian-ctl");
  app.footer(
      "Set the environment variable AEOLIAN_OSC_TOKEN to the osc_token of an aeoliand on another "
      "machine.\nExit codes: 0 done, 1 refused, 2 bad usage, 3 no answer, 130 interrupted.");
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--host", options.host, "The machine that aeoliand runs on")->capture_default_str();
  app.add_option("--port", options.port, "Its UDP port for OSC")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  app.add_option("--prefix", options.prefix, "The prefix of its OSC paths")->capture_default_str();
  app.set_version_flag("--version", "aeolian-ctl " AEOLIAN_VERSION);
  ProgramTexts texts{.see_also = {"aeoliand"}, .candidates = {}};
  add_parameters(app, options, texts);
  add_presets(app, options, texts);
  add_moments(app, options, texts);
  add_models_and_recordings(app, options, texts);
  add_midi(app, options, texts);
  add_streams(app, options);
  add_plain(app, options);
  add_program_texts(app, texts);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err) == 0 ? ctl_exit::done : ctl_exit::bad_usage;
    if (code == ctl_exit::done) return {.options = {}, .exit_code = code, .text = out.str()};
    const std::string word = meant(app, {argv, static_cast<std::size_t>(argc)});
    return {
        .options = {},
        .exit_code = code,
        .text = printable(word.empty() ? error.what() : word) + "\nRun with --help for more information.\n"};
  }
  options.path = below_prefix(options.path, options.prefix);
  if (options.task == Task::watch) {
    for (auto& path : options.values) {
      path = below_prefix(path, options.prefix);
    }
  }
  return {.options = std::move(options), .exit_code = 0, .text = {}};
}

}  // namespace aeolian::ctl
