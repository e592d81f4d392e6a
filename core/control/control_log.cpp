// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/control_log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "core/atomic_file.h"
#include "core/control/frame_events.h"
#include "core/control/parameters.h"

namespace aeolian {
namespace {

using nlohmann::json;

const json header = {{"format", "aeolian control log"}, {"version", 1}};
// Bytes; a day of constant control takes about 100 MB.
constexpr std::size_t largest_log = std::size_t{1} << 30;
constexpr int most_hops = 4096;  // in a step
constexpr double farthest_beat = 1e9;
constexpr FileKind control_log_kind{"a control log", [](std::string_view beginning) {
                                      return beginning.starts_with('{') &&
                                             beginning.find(R"("aeolian control log")") != beginning.npos;
                                    }};
constexpr std::array<const char*, 2> qualities{"normal", "refined"};

std::vector<float> as_list(std::span<const float> values) {
  return {values.begin(), values.end()};
}

json to_json(const ControlEvent& event) {
  const auto& spec = parameter_spec(event.parameter);
  json line = {{"parameter", spec.name}, {"glide_s", event.glide_s}};
  if (event.voice != all_voices) line["voice"] = event.voice;
  if (event.beat) {
    line["beat"] = *event.beat;
    return line;
  }
  switch (spec.type) {
    case ParameterType::whole:
      line["value"] = event.seed;
      break;
    case ParameterType::number:
    case ParameterType::toggle:
      line["value"] = event.number;
      break;
    case ParameterType::encoding:
      line["value"] = as_list(event.encoding_values());
      if (event.morph > 0.f) {
        line["morph_to"] = as_list(event.morph_to_values());
        line["morph"] = event.morph;
      }
      break;
  }
  return line;
}

json to_json(const LoggedEvent& logged) {
  json line = to_json(logged.event);
  line["step"] = logged.step;
  if (logged.hop != 0) line["hop"] = logged.hop;
  return line;
}

json to_json(const SourceSwitch& source_switch) {
  if (source_switch.model.empty()) return {{"step", source_switch.step}, {"second", source_switch.second}};
  json line = {{"step", source_switch.step}, {"model", source_switch.model}, {"settings", json::array()}};
  for (const ControlEvent& event : source_switch.settings) line["settings"].push_back(to_json(event));
  if (!source_switch.sound.empty()) {
    line["sound"] = source_switch.sound;
    line["start_s"] = source_switch.start_s;
  }
  if (!source_switch.cause.empty()) line["cause"] = source_switch.cause;
  if (!source_switch.moment.empty()) {
    line["moment"] = source_switch.moment;
    line["moment_digest"] = source_switch.moment_digest;
  }
  if (!source_switch.second.empty()) line["second"] = source_switch.second;
  return line;
}

bool all_finite(const ControlEvent& event) {
  const auto is_finite = [](float value) { return std::isfinite(value); };
  return is_finite(event.number) && is_finite(event.glide_s) && is_finite(event.morph) &&
         std::isfinite(event.beat.value_or(0.)) && std::ranges::all_of(event.encoding_values(), is_finite) &&
         std::ranges::all_of(event.morph_to_values(), is_finite);
}

ErrorOr<float> number_from(const json& value, const char* key) {
  if (!value.is_number()) return fail(std::string("'") + key + "' is not a number");
  const auto number = value.get<float>();
  if (!std::isfinite(number)) return fail(std::string("'") + key + "' is out of range");
  return number;
}

/** Reads the list `key` into `values`; returns their number. */
ErrorOr<std::uint8_t> read_list(const json& list, const char* key,
                                std::array<float, max_encoding_size>& values) {
  if (!list.is_array() || list.size() > max_encoding_size) {
    return fail(std::string("'") + key + "' is not a list of at most " + std::to_string(max_encoding_size) +
                " numbers");
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto number = number_from(list[i], key);
    if (!number) return tl::unexpected(number.error());
    values[i] = *number;
  }
  return static_cast<std::uint8_t>(list.size());
}

ErrorOr<void> read_encoding(const json& line, ControlEvent& event) {
  const auto size = read_list(line["value"], "value", event.encoding);
  if (!size) return tl::unexpected(size.error());
  event.encoding_size = *size;
  if (!line.contains("morph_to") && !line.contains("morph")) return {};
  const auto second_size = read_list(line.value("morph_to", json()), "morph_to", event.morph_to);
  if (!second_size) return tl::unexpected(second_size.error());
  event.morph_to_size = *second_size;
  const auto weight = number_from(line.value("morph", json()), "morph");
  if (!weight) return tl::unexpected(weight.error());
  if (*weight < 0.f || *weight > 1.f) return fail("'morph' is out of range");
  event.morph = *weight;
  return {};
}

ErrorOr<std::size_t> count_from(const json& value, const char* key, std::size_t most) {
  if (!value.is_number_unsigned() || value < 1u || value > most) {
    return fail(std::string("'") + key + "' is not a whole number from 1 to " + std::to_string(most));
  }
  return value.get<std::size_t>();
}

ErrorOr<VoiceNumber> voices_from(const json& value, const char* key) {
  return count_from(value, key, most_voices).map([](std::size_t count) {
    return static_cast<VoiceNumber>(count);
  });
}

ErrorOr<VoiceNumber> read_voice(const json& line, const ParameterSpec& spec) {
  if (!line.contains("voice")) return all_voices;
  auto voice = voices_from(line["voice"], "voice");
  if (voice && !spec.of_voice)
    return fail("'voice': " + std::string(spec.name) + " is the same for all voices");
  return voice;
}

ErrorOr<void> read_beat(const json& beat, ControlEvent& event) {
  if (event.parameter != ParameterId::tempo) return fail("only the tempo takes a 'beat'");
  if (!beat.is_number()) return fail("'beat' is not a number");
  if (!(std::abs(beat.get<double>()) <= farthest_beat)) return fail("'beat' is out of range");
  event.beat = beat.get<double>();
  return {};
}

ErrorOr<void> read_value(const json& line, const ParameterSpec& spec, ControlEvent& event) {
  if (line.contains("beat")) return read_beat(line["beat"], event);
  if (spec.type == ParameterType::encoding) return read_encoding(line, event);
  const json& value = line["value"];
  if (spec.type == ParameterType::whole) {
    if (!value.is_number_unsigned()) return fail("'value' is not a whole number of 64 bits");
    event.seed = value.get<std::uint64_t>();
    return {};
  }
  const auto number = number_from(value, "value");
  if (!number) return tl::unexpected(number.error());
  if (*number < spec.minimum || *number > spec.maximum)
    return fail("'value' is out of the parameter's range");
  event.number = *number;
  return {};
}

ErrorOr<void> require_keys(const json& object, std::initializer_list<const char*> keys) {
  if (!object.is_object()) return fail("not an event");
  for (const char* key : keys) {
    if (!object.contains(key)) return fail(std::string("'") + key + "' is missing");
  }
  return {};
}

ErrorOr<std::uint64_t> step_from(const json& line) {
  if (auto has = require_keys(line, {"step"}); !has) return tl::unexpected(has.error());
  if (!line["step"].is_number_unsigned()) return fail("'step' is not a whole number from 0");
  return line["step"].get<std::uint64_t>();
}

ErrorOr<ControlEvent> event_from(const json& line) {
  if (auto has = require_keys(line, {"parameter", "glide_s"}); !has) return tl::unexpected(has.error());
  if (!line.contains("value") && !line.contains("beat")) return fail("'value' is missing");
  const auto& name = line["parameter"];
  const auto specs = parameter_specs();
  const auto spec = std::ranges::find_if(specs, [&](const auto& candidate) {
    return name.is_string() && name.get_ref<const std::string&>() == candidate.name;
  });
  if (spec == specs.end()) return fail("no such parameter: " + name.dump());

  ControlEvent event;
  event.parameter = spec->id;
  const auto voice = read_voice(line, *spec);
  if (!voice) return tl::unexpected(voice.error());
  event.voice = *voice;
  if (const auto read = read_value(line, *spec, event); !read) return tl::unexpected(read.error());
  const auto glide = number_from(line["glide_s"], "glide_s");
  if (!glide) return tl::unexpected(glide.error());
  if (*glide < 0.f || *glide > longest_glide_s) return fail("'glide_s' is out of range");
  event.glide_s = *glide;
  return event;
}

ErrorOr<std::string> second_from(const json& line) {
  if (!line.contains("second")) return std::string();
  if (!line["second"].is_string()) return fail("'second' is not a name");
  return line["second"].get<std::string>();
}

ErrorOr<SourceSwitch> switch_of_second_from(const json& line) {
  return second_from(line).map([](std::string second) { return SourceSwitch{.second = std::move(second)}; });
}

ErrorOr<SourceSwitch> source_switch_from(const json& line) {
  if (auto has = require_keys(line, {"model", "settings"}); !has) return tl::unexpected(has.error());
  if (!line["model"].is_string()) return fail("'model' is not a name");
  if (!line["settings"].is_array()) return fail("'settings' is not a list");
  SourceSwitch source_switch;
  source_switch.model = line["model"].get<std::string>();
  for (const json& setting : line["settings"]) {
    const auto event = event_from(setting);
    if (!event) return tl::unexpected(event.error());
    source_switch.settings.push_back(*event);
  }
  if (line.contains("sound")) {
    if (!line["sound"].is_string() || !line.contains("start_s") || !line["start_s"].is_number()) {
      return fail("'sound' is not a name with its 'start_s'");
    }
    source_switch.sound = line["sound"].get<std::string>();
    source_switch.start_s = line["start_s"].get<double>();
  }
  if (line.contains("cause")) {
    if (!line["cause"].is_string()) return fail("'cause' is not a word");
    source_switch.cause = line["cause"].get<std::string>();
  }
  if (line.contains("moment")) {
    if (!line["moment"].is_string() || !line.contains("moment_digest") ||
        !line["moment_digest"].is_number_unsigned()) {
      return fail("'moment' is not a name with its 'moment_digest'");
    }
    source_switch.moment = line["moment"].get<std::string>();
    source_switch.moment_digest = line["moment_digest"].get<std::uint64_t>();
  }
  return second_from(line).map([&](std::string second) {
    source_switch.second = std::move(second);
    return std::move(source_switch);
  });
}

/** Appends `item` to `items`; fails if its `step` precedes that of the last one. */
template <class Item>
ErrorOr<void> add(ErrorOr<Item> item, std::uint64_t step, std::vector<Item>& items) {
  if (!item) return tl::unexpected(item.error());
  if (!items.empty() && step < items.back().step) return fail("'step' goes back");
  item->step = step;
  items.push_back(std::move(*item));
  return {};
}

/** The event of a line, without its step. */
ErrorOr<LoggedEvent> logged_event_from(const json& line) {
  const auto event = event_from(line);
  if (!event) return tl::unexpected(event.error());
  LoggedEvent logged{.event = *event};
  if (!line.contains("hop")) return logged;
  if (!line["hop"].is_number_unsigned() || line["hop"] == 0 || line["hop"] > most_hops)
    return fail("'hop' is not a whole number from 1 to " + std::to_string(most_hops));
  if (!acts_on_frames(logged.event))
    return fail("'hop' is not possible for a parameter that waits for the next step");
  logged.hop = line["hop"].get<int>();
  return logged;
}

/** Reads the first line. Accepts older logs, which lack some of its fields. */
ErrorOr<void> read_header(json line, ControlLog& log) {
  if (line.is_object() && line.contains("quality")) {
    const auto named =
        std::ranges::find_if(qualities, [&](const char* name) { return line["quality"] == name; });
    if (named == qualities.end()) return fail("'quality' is neither normal nor refined");
    log.quality = static_cast<Quality>(named - qualities.begin());
    line.erase("quality");
  }
  if (line.is_object() && line.contains("weights")) {
    const auto named = std::ranges::find_if(
        weight_formats, [&](WeightFormat format) { return line["weights"] == to_string(format); });
    if (named == weight_formats.end()) return fail("'weights' is neither float32, bfloat16 nor int8");
    log.weights = *named;
    line.erase("weights");
  }
  if (line.is_object() && line.contains("max_voices")) {
    const auto limit = voices_from(line["max_voices"], "max_voices");
    if (!limit) return tl::unexpected(limit.error());
    log.voice_limit = *limit;
    line.erase("max_voices");
  }
  if (line.is_object() && line.contains("channels")) {
    const auto channels = count_from(line["channels"], "channels", most_output_channels);
    if (!channels) return tl::unexpected(channels.error());
    log.channels = *channels;
    line.erase("channels");
  }
  if (line.is_object() && line.contains("listens")) {
    if (!line["listens"].is_boolean()) return fail("'listens' is neither true nor false");
    log.listens = line["listens"];
    line.erase("listens");
  }
  if (line != header) return fail("is not " + header.dump());
  return {};
}

ErrorOr<void> read_line(const json& line, ControlLog& log) {
  const auto step = step_from(line);
  if (!step) return tl::unexpected(step.error());
  if (line.contains("model")) return add(source_switch_from(line), *step, log.source_switches);
  if (line.contains("second")) return add(switch_of_second_from(line), *step, log.source_switches);
  auto logged = logged_event_from(line);
  if (logged && !log.events.empty() && *step == log.events.back().step && logged->hop < log.events.back().hop)
    return fail("'hop' goes back");
  return add(std::move(logged), *step, log.events);
}

tl::unexpected<Error> file_error(const std::filesystem::path& path, const std::string& what) {
  return fail("control log " + path.string() + ": " + what);
}

tl::unexpected<Error> line_error(const std::filesystem::path& path, std::size_t line,
                                 const std::string& what) {
  return file_error(path, "line " + std::to_string(line) + ": " + what);
}

}  // namespace

std::filesystem::path heard_beside(const std::filesystem::path& log) {
  return log.string() + ".flac";
}

ControlLogWriter::ControlLogWriter(std::filesystem::path path, FileDescriptor file)
    : path_(std::move(path)), file_(std::move(file)) {}

ErrorOr<ControlLogWriter> ControlLogWriter::create(const std::filesystem::path& path,
                                                   const RenderQuality& quality) {
  auto file = open_output(path, control_log_kind);
  if (!file) return fail("control log " + file.error().message);
  ControlLogWriter writer(path, std::move(*file));
  json first = header;
  first["quality"] = qualities[static_cast<std::size_t>(quality.quality)];
  first["weights"] = to_string(quality.weights);
  first["max_voices"] = quality.voice_limit;
  first["channels"] = quality.channels;
  first["listens"] = quality.listens;
  if (auto written = writer.write(first.dump()); !written) return tl::unexpected(written.error());
  return writer;
}

ErrorOr<void> ControlLogWriter::append(const LoggedEvent& logged) {
  if (!all_finite(logged.event))
    return file_error(path_, "an event with a value that is not finite was not written");
  return write(to_json(logged).dump());
}

ErrorOr<void> ControlLogWriter::append(const SourceSwitch& source_switch) {
  return write(to_json(source_switch).dump());
}

ErrorOr<void> ControlLogWriter::write(const std::string& line) {
  const std::string text = line + "\n";
  std::string_view left = text;
  while (!left.empty()) {
    const ssize_t written = ::write(*file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int why = errno;
      const bool is_whole_again = ::ftruncate(*file_, whole_) == 0;
      return file_error(path_, std::string("cannot be written: ") + std::strerror(why) +
                                   (is_whole_again ? "" : "; its last line is incomplete"));
    }
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  whole_ += static_cast<off_t>(text.size());
  return {};
}

ErrorOr<ControlLog> read_control_log(const std::filesystem::path& path) {
  const auto text = read_whole_file(path, largest_log);
  if (!text) return file_error(path, text.error().message);
  ControlLog log;
  std::size_t number = 0;
  for (std::string_view left = *text; !left.empty();) {
    const std::string_view line = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(line.size() + 1, left.size()));
    const auto parsed = json::parse(line, nullptr, false);
    if (++number > 1 && parsed.is_discarded()) return line_error(path, number, "is not JSON");
    const auto read = number == 1 ? read_header(parsed, log) : read_line(parsed, log);
    if (!read) return line_error(path, number, read.error().message);
  }
  if (number == 0) return file_error(path, "is empty");
  return log;
}

}  // namespace aeolian
