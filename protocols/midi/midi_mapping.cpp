// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_mapping.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <utility>

#include "core/atomic_file.h"
#include "core/control/spelling.h"
#include "core/printable.h"
#include "protocols/midi/json_location.h"

namespace aeolian::midi {
namespace {

using nlohmann::json;

constexpr std::string_view default_but_for_keys = R"({
  "schema": 1,
  "bindings": [
    {"source": "cc 1", "path": "/temperature"},
    {"source": "cc 7", "path": "/gain", "curve": "logarithmic", "range": [-60, 0]},
    {"source": "cc 10", "path": "/pan"},
    {"source": "cc 12", "path": "/encoding/x"},
    {"source": "cc 13", "path": "/encoding/y"},
    {"source": "cc 16", "path": "/encoding/dim/0"},
    {"source": "cc 17", "path": "/encoding/dim/1"},
    {"source": "cc 18", "path": "/encoding/dim/2"},
    {"source": "cc 19", "path": "/encoding/dim/3"},
    {"source": "cc 20", "path": "/encoding/dim/4"},
    {"source": "cc 21", "path": "/encoding/dim/5"},
    {"source": "cc 22", "path": "/encoding/dim/6"},
    {"source": "cc 23", "path": "/encoding/dim/7"},
    {"source": "cc 66", "path": "/freeze"},
    {"source": "cc 71", "path": "/sharpen"},
    {"source": "cc 73", "path": "/attack", "range": [1, -1]},
    {"source": "cc 74", "path": "/bright"},
    {"source": "cc 91", "path": "/memory"},
    {"source": "cc 93", "path": "/width"},
    {"source": "bend", "path": "/transpose", "range": [-2, 2], "pickup": false},
    {"source": "note any", KEYS},
    {"source": "program any", "path": "/preset/load"}
  ]
}
)";

/** The maximum length of a source, path, mode or curve, bytes; no valid one is longer. */
constexpr std::size_t longest_word = 64;

/** Finds keys that occur twice in an object, at any depth. */
class DuplicateKeys {
 public:
  bool operator()(int, json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key) {
      const auto& key = value.get_ref<const std::string&>();
      if (!open_.back().insert(key).second && !first) first = key;
    }
    return true;
  }

  std::optional<std::string> first;

 private:
  std::vector<std::set<std::string>> open_;
};

/** The parser's message without its name and position. */
std::string reason_of(const json::parse_error& error) {
  const std::string_view what = error.what();
  const auto begin = what.find(": ");
  return std::string(begin == std::string_view::npos ? what : what.substr(begin + 2));
}

/** Reads one text; every error has the name and the position. */
class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  ErrorOr<Mapping> read() {
    if (text_.size() > max_midi_mapping_size)
      return fail(name_ + ": is larger than 1 MiB, the maximum for a mapping file");
    if (auto parsed = parse(); !parsed) return tl::unexpected(parsed.error());
    if (!root_.is_object()) return refuse({}, "a mapping must be an object with \"schema\" and \"bindings\"");
    if (auto keys = check_keys(root_, {}, {"$schema", "schema", "bindings"}); !keys) {
      return tl::unexpected(keys.error());
    }
    if (!root_.contains("schema")) return refuse({}, "\"schema\": 1 is missing");
    if (root_["schema"] != 1) return refuse({"schema"}, "this version reads schema 1");
    if (!root_.contains("bindings") || !root_["bindings"].is_array()) {
      return refuse({"bindings"}, "\"bindings\" is missing or not an array");
    }
    Mapping mapping;
    for (std::size_t i = 0; i < root_["bindings"].size(); ++i) {
      auto read = binding(root_["bindings"][i], {"bindings", std::to_string(i)});
      if (!read) return tl::unexpected(read.error());
      mapping.bindings.push_back(std::move(*read));
    }
    return mapping;
  }

 private:
  using Steps = std::vector<std::string>;

  tl::unexpected<Error> refuse(const Steps& steps, const std::string& message) const {
    return fail(name_ + ":" + place_of_json_value(text_, steps).text() + ": " + message);
  }
  static Steps below(Steps steps, std::string key) {
    steps.push_back(std::move(key));
    return steps;
  }

  ErrorOr<void> parse() {
    DuplicateKeys keys;
    try {
      root_ = json::parse(text_, std::ref(keys));
    } catch (const json::parse_error& error) {
      const auto place = place_of_byte(text_, error.byte > 0 ? error.byte - 1 : 0);
      return fail(name_ + ":" + place.text() + ": not valid JSON: " + reason_of(error));
    } catch (const json::exception&) {
      return fail(name_ + ": not valid JSON: a number is out of range");
    }
    if (keys.first) return fail(name_ + ": an object has " + in_quotes(*keys.first) + " twice");
    return {};
  }

  ErrorOr<void> check_keys(const json& object, const Steps& steps,
                           const std::vector<std::string>& known) const {
    for (const auto& [key, value] : object.items()) {
      if (std::ranges::find(known, key) != known.end()) continue;
      return refuse(below(steps, key), "there is no " + in_quotes(key) + " here; " +
                                           suggestion(std::string_view(key).substr(0, longest_word), known));
    }
    return {};
  }

  ErrorOr<std::string> text_at(const json& object, const Steps& steps, const char* key) const {
    if (!object.contains(key)) return refuse(steps, "\"" + std::string(key) + "\" is missing");
    if (!object[key].is_string()) return refuse(below(steps, key), "must be a text");
    const auto& text = object[key].get_ref<const std::string&>();
    if (text.size() > longest_word) return refuse(below(steps, key), "is longer than any valid value");
    return text;
  }

  ErrorOr<Binding> binding(const json& object, const Steps& steps) const {
    if (!object.is_object()) return refuse(steps, "a binding must be an object");
    const auto keys = check_keys(object, steps,
                                 {"source", "channel", "path", "mode", "curve", "range", "pickup", "values"});
    if (!keys) return tl::unexpected(keys.error());
    BindingDraft draft;
    for (const auto part : {&Reader::source, &Reader::path, &Reader::mode, &Reader::curve, &Reader::range,
                            &Reader::pickup, &Reader::values}) {
      if (auto read = (this->*part)(object, steps, draft); !read) return tl::unexpected(read.error());
    }
    auto binding = complete(draft);
    if (!binding) return refuse(below(steps, binding.error().part), binding.error().message);
    return std::move(*binding);
  }

  ErrorOr<void> source(const json& object, const Steps& steps, BindingDraft& draft) const {
    const auto text = text_at(object, steps, "source");
    if (!text) return tl::unexpected(text.error());
    const auto source = parse_source(*text);
    if (!source) return refuse(below(steps, "source"), source.error().message);
    draft.source = *source;
    if (!object.contains("channel")) return {};
    const auto& channel = object["channel"];
    if (!channel.is_number_integer() || channel < 1 || channel > 16) {
      return refuse(below(steps, "channel"), "a channel must be 1 to 16; leave it out for any channel");
    }
    draft.source.channel = channel.get<int>();
    return {};
  }

  ErrorOr<void> path(const json& object, const Steps& steps, BindingDraft& draft) const {
    const auto text = text_at(object, steps, "path");
    if (!text) return tl::unexpected(text.error());
    draft.path = *text;
    return {};
  }

  ErrorOr<void> mode(const json& object, const Steps& steps, BindingDraft& draft) const {
    if (!object.contains("mode")) return {};
    const auto text = text_at(object, steps, "mode");
    if (!text) return tl::unexpected(text.error());
    const auto mode = parse_mode(*text);
    if (!mode) return refuse(below(steps, "mode"), mode.error().message);
    draft.mode = *mode;
    return {};
  }

  ErrorOr<void> curve(const json& object, const Steps& steps, BindingDraft& draft) const {
    if (!object.contains("curve")) return {};
    const auto text = text_at(object, steps, "curve");
    if (!text) return tl::unexpected(text.error());
    const auto curve = parse_curve(*text);
    if (!curve) return refuse(below(steps, "curve"), curve.error().message);
    draft.curve = *curve;
    return {};
  }

  ErrorOr<void> range(const json& object, const Steps& steps, BindingDraft& draft) const {
    if (!object.contains("range")) return {};
    const auto& range = object["range"];
    if (!range.is_array() || range.size() != 2 || !range[0].is_number() || !range[1].is_number()) {
      return refuse(below(steps, "range"), "a range must be two numbers, such as [0, 1]");
    }
    draft.from = range[0].get<double>();
    draft.to = range[1].get<double>();
    return {};
  }

  ErrorOr<void> pickup(const json& object, const Steps& steps, BindingDraft& draft) const {
    if (!object.contains("pickup")) return {};
    if (!object["pickup"].is_boolean()) return refuse(below(steps, "pickup"), "must be true or false");
    draft.pickup = object["pickup"].get<bool>();
    return {};
  }

  ErrorOr<void> values(const json& object, const Steps& steps, BindingDraft& draft) const {
    if (!object.contains("values")) return {};
    if (!object["values"].is_array()) return refuse(below(steps, "values"), "must be an array");
    for (const auto& value : object["values"]) {
      if (value.is_boolean()) {
        draft.values.emplace_back(value.get<bool>());
      } else if (value.is_number_unsigned() && value > INT64_MAX) {
        return refuse(below(steps, "values"), "a whole number here is at most 9223372036854775807");
      } else if (value.is_number_integer()) {
        draft.values.emplace_back(value.get<std::int64_t>());
      } else if (value.is_number()) {
        draft.values.emplace_back(value.get<double>());
      } else if (value.is_string()) {
        draft.values.emplace_back(value.get<std::string>());
      } else {
        return refuse(below(steps, "values"), "values must be numbers, texts, true or false");
      }
    }
    return {};
  }

  const std::string_view text_;
  const std::string name_;
  json root_;
};

nlohmann::ordered_json json_of(const Binding& binding) {
  nlohmann::ordered_json object;
  object["source"] = binding.source.text();
  if (binding.source.channel) object["channel"] = *binding.source.channel;
  object["path"] = binding.path;
  object["mode"] = name_of(binding.mode);
  if (binding.mode != Mode::trigger) {
    object["curve"] = name_of(binding.scale.curve);
    object["range"] = {binding.scale.from, binding.scale.to};
  }
  if (binding.mode == Mode::absolute) object["pickup"] = binding.pickup;
  for (const auto& value : binding.values) {
    std::visit([&object](const auto& plain) { object["values"].push_back(plain); }, value);
  }
  return object;
}

// A damaged file is not replaced, because people write these files by hand.
constexpr FileKind midi_mapping_kind{"a valid MIDI mapping", [](std::string_view beginning) {
                                       return parse_mapping(beginning, "").has_value();
                                     }};

}  // namespace

std::string default_mapping(MidiKeys keys) {
  constexpr std::array destinations{R"("path": "/encoding/set")", R"("path": "/transpose", "mode": "key")",
                                    R"("path": "/transpose", "mode": "voices")"};
  constexpr std::string_view place = "KEYS";
  std::string text(default_but_for_keys);
  return text.replace(text.find(place), place.size(), destinations[static_cast<std::size_t>(keys)]);
}

ErrorOr<Mapping> parse_mapping(std::string_view text, std::string_view name) {
  return Reader(text, name).read();
}

std::vector<ParameterId> played_by_keys(const Mapping& mapping) {
  std::vector<ParameterId> parameters;
  for (const Binding& binding : mapping.bindings)
    if (binding.mode == Mode::voices) parameters.push_back(binding.destination.address->moves());
  return parameters;
}

std::string mapping_text(const Mapping& mapping) {
  std::string text = "{\n  \"schema\": 1,\n  \"bindings\": [";
  for (std::size_t i = 0; i < mapping.bindings.size(); ++i) {
    text += i == 0 ? "\n    " : ",\n    ";
    text += json_of(mapping.bindings[i]).dump();
  }
  return text + "\n  ]\n}\n";
}

ErrorOr<Mapping> read_mapping(const std::filesystem::path& file, MidiKeys keys) {
  std::error_code error;
  if (!std::filesystem::exists(file, error))
    return parse_mapping(default_mapping(keys), "the default mapping");
  const auto text = read_whole_file(file, max_midi_mapping_size);
  if (!text) return fail(file.string() + ": " + text.error().message);
  return parse_mapping(*text, file.string());
}

ErrorOr<void> write_mapping(const Mapping& mapping, const std::filesystem::path& file) {
  return write_whole_file(file, midi_mapping_kind, mapping_text(mapping));
}

}  // namespace aeolian::midi
