// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/settings.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <sstream>
#include <type_traits>
#include <utility>

#include "core/control/parameters.h"
#include "core/control/secret.h"
#include "core/printable.h"
#include "daemon/config/toml_table.h"
#include "protocols/osc/address_and_port.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian::daemon {
namespace {

using Type = Setting::Type;
using Applies = Setting::Applies;

/** A reference to the field of a setting in the options. */
template <class Field>
using Place = Field& (*)(Options&);

/** The field, only to be read. */
template <class Field>
const Field& field_of(const Options& options, Place<Field> place) {
  return place(const_cast<Options&>(options));
}

/** The type in which a value of such a field is passed. */
template <class Field>
using Travels = std::conditional_t<
    std::same_as<Field, bool>, bool,
    std::conditional_t<std::integral<Field>, std::uint64_t,
                       std::conditional_t<std::floating_point<Field>, double, std::string>>>;

/** A setting that cannot be set or read yet. */
Setting bare_setting(std::string_view section, std::string key, Type type, std::string description) {
  return {.section = section,
          .key = std::move(key),
          .description = std::move(description),
          .type = type,
          .set = {},
          .get = {}};
}

template <class Field>
Setting setting(std::string_view section, std::string key, Type type, Place<Field> place,
                std::string description) {
  Setting made = bare_setting(section, std::move(key), type, std::move(description));
  made.set = [place](Options& options, const SettingValue& value) -> ErrorOr<void> {
    place(options) = static_cast<Field>(std::get<Travels<Field>>(value));
    return {};
  };
  made.get = [place](const Options& options) -> SettingValue {
    if constexpr (std::same_as<Field, std::filesystem::path>) {
      return field_of(options, place).string();
    } else {
      return static_cast<Travels<Field>>(field_of(options, place));
    }
  };
  return made;
}

Setting toggle(std::string_view section, std::string key, Place<bool> place, std::string description) {
  return setting(section, std::move(key), Type::toggle, place, std::move(description));
}

template <class Field>
Setting whole(std::string_view section, std::string key, Place<Field> place, double minimum, double maximum,
              std::string description) {
  Setting made = setting(section, std::move(key), Type::whole, place, std::move(description));
  made.minimum = minimum;
  made.maximum = maximum;
  return made;
}

Setting real(std::string_view section, std::string key, Place<double> place, double minimum, double maximum,
             std::string description) {
  Setting made = setting(section, std::move(key), Type::number, place, std::move(description));
  made.minimum = minimum;
  made.maximum = maximum;
  return made;
}

Setting text(std::string_view section, std::string key, Place<std::string> place, std::string description) {
  return setting(section, std::move(key), Type::text, place, std::move(description));
}

/** A password or token; errors do not show it. */
Setting secret(std::string key, Place<std::string> place, std::string description) {
  Setting made = text("control", std::move(key), place, std::move(description));
  made.only_in_file = true;
  made.set = [place](Options& options, const SettingValue& value) -> ErrorOr<void> {
    const auto& given = std::get<std::string>(value);
    if (!given.empty() && given.size() < shortest_secret) {
      return fail("it has fewer than " + std::to_string(shortest_secret) + " characters");
    }
    place(options) = given;
    return {};
  };
  return made;
}

ErrorOr<void> check_address(const std::string& address) {
  in6_addr bytes{};
  const std::string without_interface = address.substr(0, address.find('%'));  // fe80::1%eth0
  if (inet_pton(AF_INET, address.c_str(), &bytes) == 1 ||
      inet_pton(AF_INET6, without_interface.c_str(), &bytes) == 1) {
    return {};
  }
  return fail(in_quotes(address) + " is not a numeric network address, such as 192.168.0.7");
}

std::string fault_of_target(std::string_view target) {
  const auto right =
      osc::address_and_port(target).and_then([](const auto& parts) { return check_address(parts.first); });
  return right ? "" : "is not ADDRESS:PORT with a numeric address, such as 192.168.0.7:8000";
}

/** A numeric network address. */
Setting address(std::string_view section, std::string key, Place<std::string> place,
                std::string description) {
  Setting made = text(section, std::move(key), place, std::move(description));
  made.set = [set = std::move(made.set)](Options& options, const SettingValue& value) {
    return check_address(std::get<std::string>(value)).and_then([&] { return set(options, value); });
  };
  return made;
}

/** Numeric network addresses, separated by commas. */
Setting addresses(std::string_view section, std::string key, Place<std::vector<std::string>> place,
                  std::string description) {
  Setting made = bare_setting(section, std::move(key), Type::text, std::move(description));
  made.set = [place](Options& options, const SettingValue& value) -> ErrorOr<void> {
    std::vector<std::string> read;
    std::istringstream list(std::get<std::string>(value));
    for (std::string address; std::getline(list, address, ',');) {
      std::erase(address, ' ');
      if (auto right = check_address(address); !right) return right;
      read.push_back(std::move(address));
    }
    place(options) = std::move(read);
    return {};
  };
  made.get = [place](const Options& options) -> SettingValue {
    std::string text;
    for (const auto& address : field_of(options, place)) text += (text.empty() ? "" : ", ") + address;
    return text;
  };
  return made;
}

/** `fault_of` says what is wrong with an entry, such as "is not ...", or returns an empty text. */
Setting list(std::string_view section, std::string key, Place<std::vector<std::string>> place,
             std::string (*fault_of)(std::string_view entry), std::string description) {
  Setting made = bare_setting(section, std::move(key), Type::list, std::move(description));
  made.get = [place](const Options& options) -> SettingValue { return field_of(options, place); };
  made.set = [place, fault_of](Options& options, const SettingValue& value) -> ErrorOr<void> {
    const auto& entries = std::get<std::vector<std::string>>(value);
    for (const auto& entry : entries) {
      if (const auto fault = fault_of(entry); !fault.empty()) return fail(in_quotes(entry) + " " + fault);
    }
    place(options) = entries;
    return {};
  };
  return made;
}

/** An empty path leaves the default. */
Setting path(std::string_view section, std::string key, Place<std::filesystem::path> place,
             std::string description) {
  Setting made = setting(section, std::move(key), Type::path, place, std::move(description));
  made.set = [place](Options& options, const SettingValue& value) -> ErrorOr<void> {
    if (const auto& where = std::get<std::string>(value); !where.empty()) {
      place(options) = where;
    }
    return {};
  };
  return made;
}

/** One of `values`, whose names come in the same order. */
template <class Field>
Setting choice(std::string_view section, std::string key, Place<Field> place, std::vector<Field> values,
               std::vector<std::string_view> names, std::string description) {
  Setting made = bare_setting(section, std::move(key), Type::choice, std::move(description));
  made.set = [place, values, names](Options& options, const SettingValue& value) -> ErrorOr<void> {
    const auto found = std::ranges::find(names, std::get<std::string>(value));
    place(options) = values[static_cast<std::size_t>(found - names.begin())];
    return {};
  };
  made.get = [place, values = std::move(values), names](const Options& options) -> SettingValue {
    const auto found = std::ranges::find(values, field_of(options, place));
    return std::string(names[static_cast<std::size_t>(found - values.begin())]);
  };
  made.choices = std::move(names);
  return made;
}

/** `names` in the order of the enumeration. */
template <class Enumeration>
Setting choice(std::string_view section, std::string key, Place<Enumeration> place,
               const std::vector<std::string_view>& names, std::string description) {
  std::vector<Enumeration> values;
  for (std::size_t i = 0; i < names.size(); ++i) values.push_back(static_cast<Enumeration>(i));
  return choice(section, std::move(key), std::move(place), std::move(values), names, std::move(description));
}

Setting at_once(Setting setting) {
  setting.applies = Applies::at_once;
  return setting;
}

Setting or_zero(Setting setting) {
  setting.zero_too = true;
  return setting;
}

/** The text before its first colon, and after it. */
std::pair<std::string, std::string> at_colon(const std::string& text) {
  const std::size_t colon = text.find(':');
  return {text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
}

/** `device`, or `device:NAME` if it has a name. */
std::string device_text(const std::string& name) {
  return name.empty() ? "device" : "device:" + name;
}

/** `device[:NAME]`, `file:PATH`, `pipe:[PATH]` or `null`. */
ErrorOr<void> set_output(Options& options, const std::string& text) {
  const auto [kind, rest] = at_colon(text);
  if (kind == "device") {
    options.output = {OutputChoice::Kind::device, {}};
    options.device.name = rest;
  } else if (kind == "file" && !rest.empty()) {
    options.output = {OutputChoice::Kind::file, rest};
  } else if (text.starts_with("pipe:")) {
    options.output = {OutputChoice::Kind::pipe, rest};
  } else if (text == "null") {
    options.output = {OutputChoice::Kind::null, {}};
  } else {
    return fail(in_quotes(text) +
                " is not an output: use device, device:NAME, file:PATH, pipe:, pipe:PATH or "
                "null");
  }
  return {};
}

/** `none`, `device[:NAME]` or `file:PATH`. */
ErrorOr<void> set_input(Options& options, const std::string& text) {
  const auto [kind, rest] = at_colon(text);
  options.device.input.reset();
  if (kind == "device") {
    options.input = {InputChoice::Kind::device, {}};
    options.device.input = rest;
  } else if (kind == "file" && !rest.empty()) {
    options.input = {InputChoice::Kind::file, rest};
  } else if (text == "none") {
    options.input = {};
  } else {
    return fail(in_quotes(text) + " is not an input: use none, device, device:NAME or file:PATH");
  }
  return {};
}

std::string input_text(const Options& options) {
  switch (options.input.kind) {
    case InputChoice::Kind::file:
      return "file:" + options.input.file.string();
    case InputChoice::Kind::device:
      return device_text(*options.device.input);
    case InputChoice::Kind::none:
      break;
  }
  return "none";
}

std::string output_text(const Options& options) {
  switch (options.output.kind) {
    case OutputChoice::Kind::file:
      return "file:" + options.output.file.string();
    case OutputChoice::Kind::pipe:
      return "pipe:" + options.output.file.string();
    case OutputChoice::Kind::null:
      return "null";
    case OutputChoice::Kind::device:
      break;
  }
  return device_text(options.device.name);
}

/** The characters that JACK and MIDI systems accept in a client's name, and that can be typed in a shell. */
ErrorOr<void> set_name(Options& options, const std::string& name) {
  constexpr std::size_t longest = 32;
  const bool is_plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (name.empty() || name.size() > longest || !is_plain) {
    return fail(in_quotes(name) + " cannot be the name of an instrument: use 1 to " +
                std::to_string(longest) + " of a-z, A-Z, 0-9, - and _");
  }
  options.name = name;
  return {};
}

/** A checkpoint and a test tone exclude each other. */
std::vector<Setting> what_plays() {
  constexpr std::string_view in = "model";
  Setting checkpoint = at_once(path(
      in, "checkpoint", [](Options & o) -> auto& { return o.checkpoint; },
      "The trained model (.aeolian); by default the one installed with the program"));
  checkpoint.set = [](Options& options, const SettingValue& value) -> ErrorOr<void> {
    if (const auto& where = std::get<std::string>(value); !where.empty()) {
      options.checkpoint = where;
      options.test_tone = 0.;
    }
    return {};
  };
  Setting tone = or_zero(real(
      in, "test_tone", [](Options & o) -> auto& { return o.test_tone; }, 1., 20000.,
      "Play a sine of this frequency, Hz, instead of a model"));
  tone.set = [](Options& options, const SettingValue& value) -> ErrorOr<void> {
    options.test_tone = std::get<double>(value);
    if (options.test_tone != 0.) {
      options.checkpoint.clear();
      options.blend.clear();
    }
    return {};
  };
  Setting blend = at_once(path(
      in, "blend", [](Options & o) -> auto& { return o.blend; },
      "A second model (.aeolian) to blend into the first, as /model/blend does; on the command line its "
      "weight may follow (default: model_weight)"));
  blend.with = parameter_spec(ParameterId::model_weight).name;
  return {std::move(checkpoint),
          std::move(tone),
          std::move(blend),
          path(
              in, "models", [](Options & o) -> auto& { return o.places.models; },
              "Folder of the models that can be loaded by name; by default that of the checkpoint"),
          path(
              in, "samples", [](Options & o) -> auto& { return o.places.samples; },
              "Folder of the sounds that /seed/audio can continue from"),
          toggle(
              in, "watch", [](Options & o) -> auto& { return o.watch; },
              "Whenever the current model's file is rewritten, fade to the new version"),
          choice<Quality>(
              in, "quality", [](Options & o) -> auto& { return o.quality; }, {"normal", "refined"},
              "refined: better phases for twice the work and 41 ms more latency"),
          choice<WeightChoice>(
              in, "weights", [](Options & o) -> auto& { return o.weights; },
              {weight_choices.begin(), weight_choices.end()},
              {weight_choice_names.begin(), weight_choice_names.end()},
              "Precision of the network's weights in memory: bfloat16 and int8 run faster and sound slightly "
              "different; auto = float32"),
          whole<std::uint32_t>(
              in, "max_model_mib", [](Options & o) -> auto& { return o.max_model_mib; }, 1., 4096.,
              "Size limit for checkpoints, MiB; the whole file is kept in memory"),
          whole<VoiceNumber>(
              in, "max_voices", [](Options & o) -> auto& { return o.max_voices; }, 1., most_voices,
              "Maximum for /voices; each voice takes memory from the start")};
}

std::vector<Setting> where_to() {
  constexpr std::string_view in = "output";
  Setting output{
      .section = in,
      .key = "output",
      .description =
          "device[:NAME] (NAME: part of a name that --list-devices shows; without it, the system's default), "
          "file:PATH (a WAV, rendered as fast as possible; needs --duration), pipe: (standard output) or "
          "pipe:PATH (a FIFO, created if there is none), or null (real time, no device)",
      .type = Type::text,
      .set = [](Options& options,
                const SettingValue& value) { return set_output(options, std::get<std::string>(value)); },
      .get = [](const Options& options) -> SettingValue { return output_text(options); }};
  Setting name = text(
      in, "name", [](Options & o) -> auto& { return o.name; },
      "Name of this instrument as a JACK and MIDI client; a second instrument on the same machine needs its "
      "own name");
  name.set = [](Options& options, const SettingValue& value) {
    return set_name(options, std::get<std::string>(value));
  };
  Setting input{
      .section = in,
      .key = "input",
      .description =
          "The input to listen to (/listen/...): none, device[:NAME] (on the same sound server as the "
          "output; with JACK the ports in_1 and in_2), or file:PATH (a sound file, played once from the "
          "beginning)",
      .type = Type::text,
      .set = [](Options& options,
                const SettingValue& value) { return set_input(options, std::get<std::string>(value)); },
      .get = [](const Options& options) -> SettingValue { return input_text(options); }};
  return {
      std::move(output),
      std::move(input),
      whole<std::size_t>(
          in, "channels", [](Options & o) -> auto& { return o.channels; }, 1., most_output_channels,
          "Number of output channels; each voice plays on two of them, from /voice/N/out on. With JACK they "
          "are the ports out_1, out_2 and so on"),
      toggle(
          in, "echo_guard", [](Options & o) -> auto& { return o.echo_guard; },
          "Remove the instrument's own output from the input, for a microphone that picks up the "
          "loudspeakers"),
      std::move(name),
      choice<PipeFormat>(
          in, "pipe_format", [](Options & o) -> auto& { return o.pipe_format; }, {"wav", "s16le", "f32le"},
          "Format of the sound in a pipe, channels interleaved: wav (24 bits, with a header that states no "
          "length), or without a header s16le (16 bits) or f32le (floating point), both little-endian"),
      choice<PipePace>(
          in, "pipe_pace", [](Options & o) -> auto& { return o.pipe_pace; }, {"clock", "reader"},
          "Pace of a pipe: clock = real time; reader = as fast as the sound can be made and read"),
      or_zero(whole(
          in, "rate", +[](Options& o) -> int& { return o.device.rate; }, 4000, 384000,
          "Sample rate of the device or pipe, Hz; by default the device's own, in a pipe the model's")),
      or_zero(whole(
          in, "block", +[](Options& o) -> int& { return o.device.block; }, 16, 16384,
          "Block size of the device, frames; by default the device's own")),
      or_zero(real(
          in, "latency", [](Options & o) -> auto& { return o.device.latency_ms; }, 1., 1000.,
          "Latency to request from the device, ms; by default a value that suits the kind of device, raised "
          "if it stalls. JACK's latency is set in JACK"))};
}

Setting midi_scale() {
  return {
      .section = "control",
      .key = "midi_scale",
      .description =
          "Scale for keys that move the pitch: keys of the octave from 0 (C) to 11 (B), such as \"0 2 3 "
          "5 7 9 10\"; any other key plays the next lower one; empty = all keys",
      .type = Type::text,
      .set = [](Options& options, const SettingValue& value) -> ErrorOr<void> {
        const auto scale = midi::parse_key_scale(std::get<std::string>(value));
        if (!scale) return tl::unexpected(scale.error());
        options.midi_scale = *scale;
        return {};
      },
      .get = [](const Options& options) -> SettingValue { return midi::key_scale_text(options.midi_scale); }};
}

Setting tempo_source() {
  return choice<TempoSource>(
      "control", "tempo_source", [](Options & o) -> auto& { return o.tempo_source; },
      {"none", "midi", "link", "jack"},
      "The clock that leads /tempo and the beat: midi = a MIDI clock, while one is received; link = the "
      "Ableton Link session on this network; jack = the transport of the JACK server that plays the sound; "
      "none = no clock: the tempo is set by hand");
}

std::vector<Setting> control() {
  constexpr std::string_view in = "control";
  return {
      whole(
          in, "osc_port", +[](Options& o) -> std::uint16_t& { return o.osc_port; }, 0, 65535,
          "UDP port for OSC; 0 = any free port"),
      whole(
          in, "http_port", +[](Options& o) -> std::uint16_t& { return o.http_port; }, 0, 65535,
          "TCP port for the web page, OSCQuery and the metrics; 0 = off"),
      list(
          in, "http_hosts", [](Options & o) -> auto& { return o.http_hosts; }, oscquery::fault_of_host,
          "Further host names of this machine that OSCQuery accepts"),
      list(
          in, "http_origins", [](Options & o) -> auto& { return o.http_origins; }, oscquery::fault_of_origin,
          "Origins of web pages on other machines that may read and control the instrument, such as "
          "https://panel.example; null = pages from files, * = any page"),
      secret(
          "password", [](Options & o) -> auto& { return o.password; },
          "The password for OSCQuery and the web page; empty = other machines may only look"),
      path(
          in, "password_file", [](Options & o) -> auto& { return o.password_file; },
          "File whose first line is the password for OSCQuery and the web page; without a password, other "
          "machines may only look"),
      address(
          in, "listen", [](Options & o) -> auto& { return o.listen_address; },
          "Address to listen on for OSC and OSCQuery; anything but loopback opens them to the network"),
      secret(
          "osc_token", [](Options & o) -> auto& { return o.osc_token; },
          "The token that other machines must send to /token before they may control the instrument by OSC; "
          "empty = none"),
      list(
          in, "notify", [](Options & o) -> auto& { return o.notify; }, fault_of_target,
          "Programs that receive the status and changes by OSC without asking, each as ADDRESS:PORT with a "
          "numeric address"),
      addresses(
          in, "notify_allow", [](Options & o) -> auto& { return o.notify_allow; },
          "Numeric addresses, separated by commas, of other machines that may receive long replies and "
          "updates by OSC without a confirmation token"),
      choice<MidiUse>(
          in, "midi", [](Options & o) -> auto& { return o.midi; }, {"on", "off"},
          "off = no MIDI: aeolian-midi is not started"),
      text(
          in, "midi_port", [](Options & o) -> auto& { return o.midi_port; },
          "Receive from the MIDI port whose name contains this"),
      text(
          in, "midi_out", [](Options & o) -> auto& { return o.midi_out; },
          "Send feedback for lights and motor faders to the MIDI port whose name contains this"),
      at_once(choice<MidiKeys>(
          in, "midi_mode", [](Options & o) -> auto& { return o.midi_keys; }, {"encodings", "pitch", "voices"},
          "What keys do, unless a mapping file says otherwise: choose encodings, move the pitch, or each "
          "play its own voice (up to /voices at once)")),
      path(
          in, "midi_tuning", [](Options & o) -> auto& { return o.midi_tuning; },
          "Scala file (.scl) with the tuning for keys that move the pitch: one key per note of the scale, "
          "beginning at middle C"),
      midi_scale(),
      at_once(path(
          in, "midi_map", [](Options & o) -> auto& { return o.places.midi_map; },
          "The MIDI mapping file; learned mappings are saved there")),
      tempo_source(),
      path(
          in, "presets", [](Options & o) -> auto& { return o.places.presets; }, "Folder of the presets"),
      path(
          in, "moments", [](Options & o) -> auto& { return o.places.moments; }, "Folder of the moments")};
}

std::vector<Setting> recording() {
  constexpr std::string_view in = "recording";
  return {
      path(
          in, "recordings", [](Options & o) -> auto& { return o.places.recordings; },
          "Folder of the recordings"),
      choice<SoundFormat>(
          in, "record_format", [](Options & o) -> auto& { return o.record_format; }, {"wav", "flac"},
          "Format of recordings whose names have no ending: wav (RF64 beyond 4 GiB) or flac, both 24 bits"),
      at_once(real(
          in, "record_quota", [](Options & o) -> auto& { return o.record_quota; }, 0., 1e6,
          "Maximum total size of the files in that folder, GiB; 0 = all of the disk except 1 GiB")),
      real(
          in, "record_last", [](Options & o) -> auto& { return o.record_last; }, 0., 600.,
          "Seconds of the output to keep in memory for /record/last")};
}

std::vector<Setting> upkeep() {
  return {toggle(
              "state", "keep_state", [](Options & o) -> auto& { return o.keep_state; },
              "Restore the last state at the next start, that is all parameters and the model; "
              "--keep-state=false starts as configured"),
          path(
              "state", "state_file", [](Options & o) -> auto& { return o.places.state; },
              "The file that stores this state"),
          at_once(choice<LogLevel>(
              "log", "log_level", [](Options & o) -> auto& { return o.log_level; },
              {"debug", "info", "warning", "error"}, "The least severe level that is logged"))};
}

/** The registry's description of a parameter for `--help`. */
std::string help(const ParameterSpec& spec) {
  std::string text(spec.description);
  if (spec.type == ParameterType::number) {
    text += " [" + number_text(spec.minimum) + ".." + number_text(spec.maximum);
    text += spec.unit.empty() ? "" : " " + std::string(spec.unit);
    text += ", " + number_text(spec.initial) + " by default]";
  } else if (spec.type == ParameterType::toggle && spec.initial != 0.) {
    text += " [on by default; --" + std::string(spec.name) + "=false switches it off]";
  }
  return text;
}

/**
 * The initial value of a parameter as a setting. It is written to `asked`; the file's values are moved from
 * there to `configured`.
 */
Setting of_parameter(const ParameterSpec& spec) {
  Setting made{.section = "parameters",
               .key = std::string(spec.name),
               .description = help(spec),
               .type = Type::number,
               .set = [id = spec.id](Options& options, const SettingValue& value) -> ErrorOr<void> {
                 const bool* on = std::get_if<bool>(&value);
                 options.asked.numbers[id] = on ? static_cast<double>(*on) : std::get<double>(value);
                 return {};
               },
               .get = [&spec](const Options& options) -> SettingValue {
                 const auto found = options.asked.numbers.find(spec.id);
                 const double value = found == options.asked.numbers.end() ? spec.initial : found->second;
                 return spec.type == ParameterType::toggle ? SettingValue(value != 0.) : SettingValue(value);
               },
               .applies = Applies::at_once,
               .minimum = spec.minimum,
               .maximum = spec.maximum};
  switch (spec.type) {
    case ParameterType::number:
      break;
    case ParameterType::toggle:
      made.type = Type::toggle;
      break;
    case ParameterType::whole:
      made.type = Type::whole;
      made.set = [](Options& options, const SettingValue& value) -> ErrorOr<void> {
        options.asked.seed = std::get<std::uint64_t>(value);
        return {};
      };
      made.get = [initial = static_cast<std::uint64_t>(spec.initial)](
                     const Options& options) -> SettingValue { return options.asked.seed.value_or(initial); };
      break;
    case ParameterType::encoding:
      made.type = Type::text;
      made.set = [](Options& options, const SettingValue& value) -> ErrorOr<void> {
        if (const auto& name = std::get<std::string>(value); !name.empty()) {
          options.asked.encoding = name;
        }
        return {};
      };
      made.get = [](const Options& options) -> SettingValue { return options.asked.encoding.value_or(""); };
      break;
  }
  return made;
}

std::vector<Setting> all_settings() {
  std::vector<Setting> all;
  const auto add = [&all](std::vector<Setting> some) {
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  };
  add(what_plays());
  add(where_to());
  for (const ParameterSpec& spec : parameter_specs()) {
    all.push_back(of_parameter(spec));
  }
  add(control());
  add(recording());
  add(upkeep());
  return all;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> titles{{
    {"model", "What plays"},
    {"output", "Output"},
    {"parameters", "Initial parameters"},
    {"control", "Control"},
    {"recording", "Recording"},
    {"state", "State"},
    {"log", "Log"},
}};

}  // namespace

std::string text_of(const SettingValue& value) {
  struct Writer {
    std::string operator()(bool on) const { return on ? "true" : "false"; }
    std::string operator()(std::uint64_t whole) const { return std::to_string(whole); }
    std::string operator()(double real) const { return number_text(real); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const std::vector<std::string>& texts) const {
      std::string joined;
      for (const auto& text : texts) joined += (joined.empty() ? "" : ",") + text;
      return joined;
    }
  };
  return std::visit(Writer{}, value);
}

std::string Setting::option() const {
  std::string name = "--" + key;
  std::ranges::replace(name, '_', '-');
  return name;
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = all_settings();
  return all;
}

std::string_view title_of(std::string_view section) {
  return std::ranges::find(titles, section, [](const auto& title) { return title.first; })->second;
}

}  // namespace aeolian::daemon
