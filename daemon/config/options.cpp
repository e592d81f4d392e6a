// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/options.h"

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

#include "core/command_line/option_text.h"
#include "core/command_line/program_texts.h"
#include "core/control/control_log.h"
#include "core/control/spelling.h"
#include "core/printable.h"
#include "core/version.h"
#include "daemon/config/configuration.h"
#include "daemon/config/settings.h"

namespace aeolian::daemon {
namespace {

using Type = Setting::Type;

/** Like CLI::Range, but refuses "nan". */
CLI::Validator within(double lowest, double highest, bool zero_too = false) {
  const std::string range = "in [" + text_of(lowest) + " - " + text_of(highest) + "]";
  const std::string description = zero_too ? "0 or " + range : range;
  return {[=](std::string& text) {
            double value = 0.;
            const bool inside = CLI::detail::lexical_cast(text, value) &&
                                ((value >= lowest && value <= highest) || (zero_too && value == 0.));
            return inside ? std::string() : text + " is not " + description;
          },
          description};
}

template <class Value>
CLI::Option* add_value(CLI::App& group, Options& options, const Setting& setting) {
  return group.add_option_function<Value>(
      setting.option(),
      [&options, &setting](const Value& value) {
        if (const auto set = setting.set(options, value); !set) {
          throw CLI::ValidationError(setting.option(), set.error().message);
        }
      },
      setting.description);
}

const Setting& setting_of(std::string_view key) {
  return *std::ranges::find(settings(), key, &Setting::key);
}

/** Adds an option for a path that a number may follow: --blend FILE WEIGHT. */
CLI::Option* add_path_with_number(CLI::App& group, Options& options, const Setting& path,
                                  const Setting& number) {
  const auto set = [&options, &path, &number](const std::vector<std::string>& words) {
    (void)path.set(options, words.front());
    if (words.size() == 1) return;
    std::string text = words.back();
    if (const std::string fault = within(number.minimum, number.maximum)(text); !fault.empty())
      throw CLI::ValidationError(path.option(), fault);
    double value = 0.;
    CLI::detail::lexical_cast(text, value);
    (void)number.set(options, value);
  };
  return group.add_option_function<std::vector<std::string>>(path.option(), set, path.description)
      ->expected(1, 2)
      ->type_name("PATH [NUMBER]");
}

CLI::Option* add_setting(CLI::App& group, Options& options, const Setting& setting) {
  switch (setting.type) {
    case Type::toggle:
      return group.add_flag_function(
          setting.option(), [&options, &setting](std::int64_t on) { (void)setting.set(options, on > 0); },
          setting.description);
    case Type::whole: {
      auto* option = add_value<std::uint64_t>(group, options, setting);
      const bool any = setting.minimum == 0. && setting.maximum >= 9e18;
      return any ? option->check(CLI::NonNegativeNumber)
                 : option->check(within(setting.minimum, setting.maximum, setting.zero_too));
    }
    case Type::number:
      return add_value<double>(group, options, setting)
          ->check(within(setting.minimum, setting.maximum, setting.zero_too));
    case Type::text:
      return add_value<std::string>(group, options, setting);
    case Type::path:
      if (!setting.with.empty())
        return add_path_with_number(group, options, setting, setting_of(setting.with));
      return add_value<std::string>(group, options, setting)->type_name("PATH");
    case Type::list:
      return add_value<std::vector<std::string>>(group, options, setting)
          ->delimiter(',')
          ->allow_extra_args(false);
    case Type::choice: {
      const std::vector<std::string> names(setting.choices.begin(), setting.choices.end());
      return add_value<std::string>(group, options, setting)->check(CLI::IsMember(names));
    }
  }
  return nullptr;
}

/** The default of a setting for `--help`, unless its description mentions it. */
std::string shown_default(const Setting& setting) {
  const bool told_by_registry = setting.section == "parameters";
  const std::string text = abbreviated(text_of(setting.get(Options())));
  return told_by_registry || setting.type == Type::toggle || text == "0" ? "" : text;
}

/** All options by name. */
using OptionsByName = std::map<std::string, CLI::Option*>;

OptionsByName add_settings(CLI::App& app, Options& options) {
  OptionsByName by_name;
  std::map<std::string_view, CLI::Option_group*> groups;
  for (const Setting& setting : settings()) {
    if (setting.only_in_file) continue;
    auto& group = groups[setting.section];
    if (!group) {
      group = app.add_option_group(std::string(title_of(setting.section)));
    }
    CLI::Option* option = add_setting(*group, options, setting);
    if (const std::string text = shown_default(setting); !text.empty()) {
      option->default_str(text);
    }
    by_name[setting.option()] = option;
  }
  return by_name;
}

/** Adds options for a single run, which are not in configuration files. */
void add_of_this_run(CLI::App& app, Options& options) {
  auto* group = app.add_option_group("This run");
  group
      ->add_option("--config", options.configuration,
                   "The configuration file; by default the user's, or else the system's, if it exists. The "
                   "command line overrides it")
      ->check(CLI::ExistingFile);
  group->add_flag("--check", options.check,
                  "Check whether this configuration would play, print what is wrong and how to fix it, and "
                  "exit; exit code 0 if it would play");
  group->add_option("--duration", options.duration, "Seconds to play; by default endless")
      ->check(within(0.001, 1e7));
  group
      ->add_option("--record-control", options.record_control,
                   "Write every control event to this file (a control log)")
      ->type_name("FILE");
  group
      ->add_option("--replay-control", options.replay_control,
                   "Render the performance of a control log again")
      ->check(CLI::ExistingFile);
  group->add_flag("--list-devices", options.list_devices,
                  "Print the sound devices and exit; exit code 3 if there is none");
  group->add_flag("--osc-table", options.osc_table,
                  "Print the OSC address space as a Markdown table and exit");
  group->add_flag("--openapi", options.openapi,
                  "Print the OpenAPI description of the HTTP interface and exit");
  group->add_flag_function(
      "--verbose", [&options](std::int64_t) { options.log_level = LogLevel::debug; },
      "The same as --log-level debug");
}

bool only_prints(const Options& options) {
  return options.list_devices || options.osc_table || options.openapi;
}

/** Checks options that depend on each other; returns the error text, or empty. */
std::string check_together(const Options& options) {
  if (only_prints(options)) {
    return {};
  }
  if (options.checkpoint.empty() && options.test_tone == 0) {
    return "nothing to play: give --checkpoint FILE or --test-tone HZ";
  }
  if (!options.blend.empty() && options.checkpoint.empty()) {
    return "a test tone cannot be blended with a model: give --checkpoint FILE, or leave out --blend";
  }
  if (options.watch && options.checkpoint.empty() && options.places.models.empty()) {
    return "--watch needs a folder of models to watch: give --models DIR";
  }
  if (options.output.kind == OutputChoice::Kind::file && !options.duration) {
    return "--output file:PATH needs --duration SECONDS";
  }
  if (options.input.kind == InputChoice::Kind::device && options.output.kind != OutputChoice::Kind::device) {
    return "--input device uses the sound server of the output: it needs --output device";
  }
  return {};
}

void complete(Options& options) {
  if (options.checkpoint.empty() && options.test_tone == 0.) {
    options.checkpoint = shipped_checkpoint();
  }
  if (options.places.models.empty()) {
    options.places.models = folder_of(options.checkpoint);
  }
}

/** Applies `words` (in the order of argv) to `options`; throws CLI::ParseError. */
void parse(const std::vector<std::string>& words, CLI::App& app, Options& options) {
  const OptionsByName by_name = add_settings(app, options);
  CLI::Option *const tone = by_name.at("--test-tone"), *const checkpoint = by_name.at("--checkpoint"),
                     *const blend = by_name.at("--blend");
  tone->excludes(checkpoint)->excludes(blend);
  add_of_this_run(app, options);
  app.set_version_flag("--version", "aeoliand " AEOLIAN_VERSION);
  add_program_texts(app, {.see_also = {"aeolian-ctl", "aeolian"}, .candidates = {}});
  app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 takes them in reverse order
  options.subject_asked = tone->count() + checkpoint->count() > 0;
  options.blend_asked = blend->count() > 0;
  // The file's second model may not fit another checkpoint
  if (options.subject_asked && !options.blend_asked) options.blend.clear();
}

/** Says which option there is none of, and which one may be meant. */
std::string unknown_option(const CLI::App& app) {
  const auto extras = app.remaining();
  const auto is_option = [](const std::string& word) { return word.starts_with("-"); };
  const auto first = std::ranges::find_if(extras, is_option);
  if (first == extras.end()) return "aeoliand takes no " + in_quotes(extras.back()) + ", only options";
  const std::string name = first->substr(0, first->find('='));
  return "there is no option " + in_quotes(name) + "; " + suggestion(name, long_options(app));
}

CommandLine read_words(const std::vector<std::string>& words) {
  const auto new_app = [] {
    return std::make_unique<CLI::App>(
        "aeoliand plays a trained model endlessly, controlled by OSC, OSCQuery, MIDI and a schedule.",
        "aeoliand");
  };
  auto app = new_app();
  try {
    Options alone;  // names the file; then the command line is read again on top of that file
    parse(words, *app, alone);
    Options options;
    const bool takes_file = !only_prints(alone);
    const auto file = alone.configuration.empty() ? find_configuration() : alone.configuration;
    if (takes_file && !file.empty()) {
      if (auto read = read_configuration(file, options); !read) {
        return {.options = {}, .exit_code = daemon_exit::bad_usage, .text = read.error().message + "\n"};
      }
    }
    app = new_app();
    parse(words, *app, options);
    options.configuration = takes_file ? file : "";
    options.words = words;
    complete(options);
    if (const std::string error = check_together(options); !error.empty()) {
      throw CLI::ValidationError(error);
    }
    return {.options = std::move(options), .exit_code = 0, .text = {}};
  } catch (const CLI::ExtrasError&) {
    return {.options = {},
            .exit_code = daemon_exit::bad_usage,
            .text = unknown_option(*app) + "\nRun with --help for more information.\n"};
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app->exit(error, out, err) == 0 ? daemon_exit::done : daemon_exit::bad_usage;
    return {.options = {}, .exit_code = code, .text = code == 0 ? out.str() : err.str()};
  }
}

}  // namespace

void set_log_level(LogLevel level) {
  constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                              spdlog::level::err};
  spdlog::set_level(levels[static_cast<std::size_t>(level)]);
}

RenderQuality render_quality(const Options& options) {
  return {.quality = options.quality,
          .weights = format_of(options.weights),
          .voice_limit = options.max_voices,
          .channels = options.channels,
          .listens = options.input.kind != InputChoice::Kind::none};
}

ErrorOr<void> adopt_performance(Options& options, const ControlLog& log) {
  options.quality = log.quality.value_or(options.quality);
  if (log.weights) options.weights = log.weights;
  options.max_voices = log.voice_limit.value_or(options.max_voices);
  options.channels = log.channels.value_or(options.channels);
  if (!log.listens || options.input.kind != InputChoice::Kind::none) return {};
  const std::filesystem::path kept = heard_beside(options.replay_control);
  if (std::error_code error; !std::filesystem::exists(kept, error)) {
    return fail("control log " + options.replay_control.string() + ": that performance had an input, but " +
                kept.string() +
                ", the recording of it, is missing; name a sound file with --input file:PATH");
  }
  options.input = {InputChoice::Kind::file, kept};
  return {};
}

GuardSettings guard_of(const Options& options) {
  GuardSettings settings = options.guard;
  settings.on = settings.on && options.replay_control.empty();
  return settings;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.empty() || file.has_parent_path() ? file.parent_path() : ".";
}

std::vector<std::filesystem::path> folders_of(const Options& options) {
  const Paths& places = options.places;
  std::vector<std::filesystem::path> folders{places.models, places.presets, places.samples, places.moments,
                                             places.recordings};
  for (const auto& file : {options.checkpoint, options.blend, options.configuration, places.midi_map,
                           places.state, options.output.file, options.record_control, options.replay_control,
                           options.password_file, options.stream.password_file}) {
    folders.push_back(folder_of(file));
  }
  return folders;
}

CommandLine read_command_line(int argc, const char* const* argv) {
  return read_words({argv + std::min(argc, 1), argv + argc});
}

ErrorOr<Options> reread(const Options& options) {
  CommandLine line = read_words(options.words);
  if (line.options) {
    return std::move(*line.options);
  }
  while (line.text.ends_with('\n')) {
    line.text.pop_back();
  }
  return fail(std::move(line.text));
}

}  // namespace aeolian::daemon
