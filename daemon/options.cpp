#include "daemon/options.h"

#include <CLI/CLI.hpp>
#include <sstream>

#include "core/control/parameters.h"

namespace aeolian {
namespace {

std::string number(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

/** The registry's sentence on a parameter, as `--help` shows it. */
std::string help(const ParameterSpec& spec) {
  std::string text(spec.description);
  if (spec.type == ParameterType::number) {
    text += " [" + number(spec.minimum) + ".." + number(spec.maximum);
    text += spec.unit.empty() ? "" : " " + std::string(spec.unit);
    text += ", " + number(spec.initial) + " at first]";
  } else if (spec.type == ParameterType::toggle && spec.initial != 0.) {
    text += " [on at first; --" + std::string(spec.name) + "=false begins without]";
  }
  return text;
}

/** As CLI::Range, but "nan" lies outside. */
CLI::Validator within(double lowest, double highest) {
  const std::string description = "in [" + number(lowest) + " - " + number(highest) + "]";
  return {[=](std::string& text) {
            double value = 0.;
            const bool inside = CLI::detail::lexical_cast(text, value) && value >= lowest && value <= highest;
            return inside ? std::string() : text + " is not " + description;
          },
          description};
}

/** `device[:NAME]`, `file:PATH` or `null`; the text of the error, or empty. */
std::string read_output(const std::string& text, Options& options) {
  const std::size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (kind == "device") {
    options.output.kind = OutputChoice::Kind::device;
    options.device.name = rest;
  } else if (kind == "file" && !rest.empty()) {
    options.output = {OutputChoice::Kind::file, rest};
  } else if (text == "null") {
    options.output.kind = OutputChoice::Kind::null;
  } else {
    return "\"" + text + "\" is no output: say device, device:NAME, file:PATH or null";
  }
  return {};
}

void add_subject(CLI::App& app, Options& options) {
  auto* group = app.add_option_group("What plays");
  auto* checkpoint = group->add_option("--checkpoint", options.checkpoint, "The trained model (.aeolian)");
  group->add_option("--test-tone", options.test_tone, "A sine of so many Hz in the place of a model")
      ->check(within(1., 20000.))
      ->excludes(checkpoint);
  group->add_option("--models", options.places.models,
                    "Folder of the models that can be loaded by name; that of the checkpoint if not given");
  group->add_option("--samples", options.places.samples, "Folder of the sounds to go on from")
      ->capture_default_str();
  group->add_flag("--watch", options.watch,
                  "Whenever the file of the model that plays is written anew, fade to what it is now");
}

void add_output(CLI::App& app, Options& options) {
  auto* group = app.add_option_group("Where to");
  group->add_option_function<std::string>(
      "--output",
      [&options](const std::string& text) {
        if (const std::string error = read_output(text, options); !error.empty()) {
          throw CLI::ValidationError("--output", error);
        }
      },
      "device[:NAME] (NAME: part of what --list-devices shows; the system's default without it), file:PATH "
      "(a mono WAV, as fast as it can; needs --duration), or null (in real time to nobody)");
  group->add_flag("--list-devices", options.list_devices,
                  "Print the sound devices and leave; exit code 3 if there is none");
  group->add_option("--duration", options.duration, "Seconds to play; without end if not given")
      ->check(within(0.001, 1e7));
  group->add_option("--rate", options.device.rate, "Sample rate of the device, Hz; its own if not given")
      ->check(CLI::Range(4000, 384000));
  group->add_option("--block", options.device.block, "Frames a block of the device; its own if not given")
      ->check(CLI::Range(16, 16384));
}

void add_parameter(CLI::App& group, Options& options, const ParameterSpec& spec) {
  const std::string name = "--" + std::string(spec.name);
  const std::string text = help(spec);
  switch (spec.type) {
    case ParameterType::whole:
      group.add_option(name, options.seed, text)->check(CLI::NonNegativeNumber);
      break;
    case ParameterType::encoding:
      group.add_option(name, options.encoding, text);
      break;
    case ParameterType::number:
      group
          .add_option_function<double>(
              name, [&options, id = spec.id](double value) { options.numbers[id] = value; }, text)
          ->check(within(spec.minimum, spec.maximum));
      break;
    case ParameterType::toggle:
      group.add_flag_function(
          name, [&options, id = spec.id](std::int64_t on) { options.numbers[id] = on > 0 ? 1. : 0.; }, text);
      break;
  }
}

void add_parameters(CLI::App& app, Options& options) {
  auto* group = app.add_option_group("Parameters at the start");
  for (const ParameterSpec& spec : parameter_specs()) {
    add_parameter(*group, options, spec);
  }
}

void add_control(CLI::App& app, Options& options) {
  auto* group = app.add_option_group("Control");
  group->add_option("--osc-port", options.osc_port, "UDP port for OSC; 0 = any free one")
      ->capture_default_str();
  group->add_option("--http-port", options.http_port, "TCP port for OSCQuery; 0 = no OSCQuery")
      ->capture_default_str();
  group
      ->add_option("--listen", options.listen_address,
                   "Address to hear OSC and OSCQuery on; anything but loopback opens them to the network")
      ->capture_default_str();
  group->add_option("--midi-port", options.midi_port, "Connect to the MIDI port whose name holds this");
  group
      ->add_option("--midi-map", options.places.midi_map,
                   "What MIDI moves what; learned mappings are kept there")
      ->capture_default_str();
  group->add_option("--presets", options.places.presets, "Folder of the presets")->capture_default_str();
  group->add_option("--record-control", options.record_control, "Write every control event to this file");
  group->add_option("--replay-control", options.replay_control, "Play the control events of such a file")
      ->check(CLI::ExistingFile);
}

void add_recording(CLI::App& app, Options& options) {
  auto* group = app.add_option_group("Recording");
  group->add_option("--recordings", options.places.recordings, "Folder of the recordings")
      ->capture_default_str();
  group
      ->add_option_function<std::string>(
          "--record-format",
          [&options](const std::string& name) {
            options.record_format = name == "flac" ? SoundFormat::flac : SoundFormat::wav;
          },
          "wav (an RF64 past 4 GiB) or flac, where a recording's name has no ending; both of 24 bits")
      ->check(CLI::IsMember({"wav", "flac"}))
      ->default_str("wav");
  group
      ->add_option(
          "--record-quota", options.record_quota,
          "GiB that the files in that folder may have together; 0 = as much as the disk has, but for one")
      ->check(within(0., 1e6))
      ->capture_default_str();
}

/** What no single option can tell; the text of the error, or empty. */
std::string check_together(const Options& options) {
  if (options.list_devices || options.osc_table) {
    return {};
  }
  if (options.checkpoint.empty() && options.test_tone == 0) {
    return "nothing to play: give --checkpoint FILE or --test-tone HZ";
  }
  if (options.watch && options.checkpoint.empty() && options.places.models.empty()) {
    return "--watch needs a folder of models to watch: give --models DIR";
  }
  if (options.output.kind == OutputChoice::Kind::file && !options.duration) {
    return "--output file:PATH needs --duration SECONDS";
  }
  return {};
}

}  // namespace

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.empty() || file.has_parent_path() ? file.parent_path() : ".";
}

CommandLine read_command_line(int argc, const char* const* argv) {
  CLI::App app("aeoliand: plays what it has learned, without end, while OSC, OSCQuery and MIDI steer it.",
               "aeoliand");
  Options options;
  add_subject(app, options);
  add_output(app, options);
  add_parameters(app, options);
  add_control(app, options);
  add_recording(app, options);
  app.add_flag("--osc-table", options.osc_table, "Print the OSC address space as a Markdown table and leave");
  app.add_flag("--verbose", options.verbose, "Log more");
  app.set_version_flag("--version", "aeoliand " AEOLIAN_VERSION);
  try {
    app.parse(argc, argv);
    if (const std::string error = check_together(options); !error.empty()) {
      throw CLI::ValidationError(error);
    }
    if (options.places.models.empty()) {
      options.places.models = folder_of(options.checkpoint);
    }
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err) == 0 ? daemon_exit::done : daemon_exit::bad_usage;
    return {.options = {}, .exit_code = code, .text = code == 0 ? out.str() : err.str()};
  }
  return {.options = std::move(options), .exit_code = 0, .text = {}};
}

}  // namespace aeolian
