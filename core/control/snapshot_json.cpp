// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/snapshot_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/control/voice_path.h"
#include "core/printable.h"

namespace aeolian {
namespace {

using nlohmann::json;

constexpr const char* own_values_key = "of_voices";

json json_of(const NamedEncoding& encoding) {
  const auto values = encoding.encoding.span();
  return {{"name", encoding.name}, {"values", std::vector<float>(values.begin(), values.end())}};
}

/** An encoding with its name and, in a morph, the second one with its weight. */
json json_of(const Morph& morph) {
  if (const auto* only = morph.only()) return json_of(*only);
  json value = json_of(morph.from);
  value["morph"] = json_of(morph.to);
  value["morph"]["weight"] = morph.weight;
  return value;
}

json value_of(const ParameterSpec& spec, std::uint64_t seed, double number, const Morph& encoding) {
  switch (spec.type) {
    case ParameterType::whole:
      return seed;
    case ParameterType::number:
      return number;
    case ParameterType::toggle:
      return number != 0.;
    case ParameterType::encoding:
      return json_of(encoding);
  }
  return {};
}

/** Reads an encoding from an object with exactly `keys` keys. */
ErrorOr<NamedEncoding> read_named(const json& value, std::size_t keys) {
  const bool whole = value.is_object() && value.size() == keys && value.contains("name") &&
                     value["name"].is_string() && value.contains("values") && value["values"].is_array();
  if (!whole) return fail("is not an object with \"name\" (text) and \"values\" (list of numbers)");
  if (value["values"].size() > max_encoding_size) {
    return fail("has more than " + std::to_string(max_encoding_size) + " values");
  }
  NamedEncoding read{.name = value["name"].get<std::string>()};
  for (const auto& element : value["values"]) {
    if (!element.is_number()) return fail("has a value that is not a number");
    read.encoding.values[read.encoding.size++] = element.get<float>();
  }
  if (const auto encoding = normalised(read.encoding.span()); !encoding)
    return fail("is refused: " + encoding.error().message);
  return read;
}

ErrorOr<Morph> read_morph(const json& value) {
  const bool morphs = value.is_object() && value.contains("morph");
  const auto from = read_named(value, morphs ? 3 : 2);
  if (!from) return tl::unexpected(from.error());
  if (!morphs) return Morph{*from};
  const json& second = value["morph"];
  const auto to = read_named(second, 3);
  if (!to) return fail("has a \"morph\" that " + to.error().message);
  const json weight = second.value("weight", json());
  if (!weight.is_number() || !(weight.get<double>() >= 0. && weight.get<double>() <= 1.))
    return fail("has a \"morph\" whose \"weight\" is not a number, 0 to 1");
  return Morph{*from, *to, weight.get<double>()};
}

/** The destination of a value that is read. */
struct Destination {
  std::uint64_t& seed;
  double& number;
  Morph& encoding;
};

ErrorOr<void> read_value(const json& value, const ParameterSpec& spec, const Destination& to) {
  switch (spec.type) {
    case ParameterType::whole:
      if (!value.is_number_unsigned()) return fail("is not a whole number from 0");
      to.seed = value.get<std::uint64_t>();
      return {};
    case ParameterType::toggle:
      if (!value.is_boolean()) return fail("is neither true nor false");
      to.number = value.get<bool>() ? 1. : 0.;
      return {};
    case ParameterType::number:
      if (!value.is_number()) return fail("is not a number");
      to.number = value.get<double>();
      if (to.number >= spec.minimum && to.number <= spec.maximum) return {};
      return fail("is out of its range");
    case ParameterType::encoding: {
      const auto morph = read_morph(value);
      if (!morph) return tl::unexpected(morph.error());
      to.encoding = *morph;
      return {};
    }
  }
  return {};
}

json json_of(const VoiceValues& own) {
  json object = json::object();
  for (const auto& spec : parameter_specs()) {
    if (!own.has(spec.id)) continue;
    const auto number = own.numbers.find(spec.id);
    object[std::string(spec.name)] =
        value_of(spec, own.seed.value_or(0), number == own.numbers.end() ? 0. : number->second,
                 own.encoding.value_or(Morph{}));
  }
  return object;
}

/** The voices with their own values, by number. */
json json_of(const std::map<VoiceNumber, VoiceValues>& voices) {
  json object = json::object();
  for (const auto& [voice, own] : voices) {
    if (json values = json_of(own); !values.empty()) object[std::to_string(voice)] = std::move(values);
  }
  return object;
}

ErrorOr<VoiceValues> read_own(const json& object) {
  if (!object.is_object()) return fail(" is not an object");
  VoiceValues own;
  for (const auto& [name, value] : object.items()) {
    const auto spec = std::ranges::find(parameter_specs(), name, &ParameterSpec::name);
    if (spec == parameter_specs().end() || !spec->of_voice)
      return fail(" names " + in_quotes(name) + ", which a voice does not have");
    std::uint64_t seed = 0;
    double number = 0.;
    Morph encoding;
    const auto read = read_value(value, *spec, {seed, number, encoding});
    if (!read) return fail(": " + in_quotes(name) + " " + read.error().message);
    if (spec->type == ParameterType::whole) {
      own.seed = seed;
    } else if (spec->type == ParameterType::encoding) {
      own.encoding = encoding;
    } else {
      own.numbers[spec->id] = number;
    }
  }
  return own;
}

ErrorOr<std::map<VoiceNumber, VoiceValues>> read_voices(const json& object) {
  if (!object.is_object()) return fail("is not an object");
  std::map<VoiceNumber, VoiceValues> voices;
  for (const auto& [key, values] : object.items()) {
    const VoiceNumber voice = split_voice_path(std::string(voice_path_prefix) + key + "/").voice;
    if (voice == all_voices) return fail("has " + in_quotes(key) + ", which is not the number of a voice");
    const auto own = read_own(values);
    if (!own) return fail(": voice " + key + own.error().message);
    voices[voice] = *own;
  }
  return voices;
}

}  // namespace

json json_of(const Snapshot& snapshot) {
  json parameters;
  for (const auto& spec : parameter_specs()) {
    parameters[std::string(spec.name)] =
        value_of(spec, snapshot.seed, snapshot.numbers[static_cast<std::size_t>(spec.id)], snapshot.encoding);
  }
  if (json voices = json_of(snapshot.voices); !voices.empty()) parameters[own_values_key] = std::move(voices);
  return parameters;
}

ErrorOr<Snapshot> snapshot_of(const json& parameters, Snapshot snapshot) {
  if (!parameters.is_object()) return fail("has no object \"parameters\"");
  snapshot.voices.clear();
  for (const auto& [name, value] : parameters.items()) {
    if (name == own_values_key) {
      auto voices = read_voices(value);
      if (!voices) return fail(": " + in_quotes(name) + " " + voices.error().message);
      snapshot.voices = *std::move(voices);
      continue;
    }
    const auto spec = std::ranges::find(parameter_specs(), name, &ParameterSpec::name);
    if (spec == parameter_specs().end())
      return fail("names " + in_quotes(name) + ", which is not a parameter");
    const auto read =
        read_value(value, *spec,
                   {snapshot.seed, snapshot.numbers[static_cast<std::size_t>(spec->id)], snapshot.encoding});
    if (!read) return fail(": " + in_quotes(name) + " " + read.error().message);
  }
  return snapshot;
}

}  // namespace aeolian
