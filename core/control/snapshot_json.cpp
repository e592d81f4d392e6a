// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/snapshot_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/printable.h"

namespace aeolian {
namespace {

using nlohmann::json;

json json_of(const NamedEncoding& encoding) {
  const auto values = encoding.encoding.span();
  return {{"name", encoding.name}, {"values", std::vector<float>(values.begin(), values.end())}};
}

/** An encoding with its name, and while it morphs the other one with its weight in it. */
json json_of(const Morph& morph) {
  if (const auto* only = morph.only()) return json_of(*only);
  json value = json_of(morph.from);
  value["morph"] = json_of(morph.to);
  value["morph"]["weight"] = morph.weight;
  return value;
}

json value_of(const ParameterSpec& spec, const Snapshot& snapshot) {
  const double number = snapshot.numbers[static_cast<std::size_t>(spec.id)];
  switch (spec.type) {
    case ParameterType::whole:
      return snapshot.seed;
    case ParameterType::number:
      return number;
    case ParameterType::toggle:
      return number != 0.;
    case ParameterType::encoding:
      return json_of(snapshot.encoding);
  }
  return {};
}

/** Reads an encoding, which has `keys` keys in all. */
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

ErrorOr<void> read_value(const json& value, const ParameterSpec& spec, Snapshot& snapshot) {
  auto& number = snapshot.numbers[static_cast<std::size_t>(spec.id)];
  switch (spec.type) {
    case ParameterType::whole:
      if (!value.is_number_unsigned()) return fail("is not a whole number from 0");
      snapshot.seed = value.get<std::uint64_t>();
      return {};
    case ParameterType::toggle:
      if (!value.is_boolean()) return fail("is neither true nor false");
      number = value.get<bool>() ? 1. : 0.;
      return {};
    case ParameterType::number:
      if (!value.is_number()) return fail("is not a number");
      number = value.get<double>();
      if (number >= spec.minimum && number <= spec.maximum) return {};
      return fail("is out of its range");
    case ParameterType::encoding: {
      const auto morph = read_morph(value);
      if (!morph) return tl::unexpected(morph.error());
      snapshot.encoding = *morph;
      return {};
    }
  }
  return {};
}

}  // namespace

json json_of(const Snapshot& snapshot) {
  json parameters;
  for (const auto& spec : parameter_specs()) parameters[std::string(spec.name)] = value_of(spec, snapshot);
  return parameters;
}

ErrorOr<Snapshot> snapshot_of(const json& parameters, Snapshot snapshot) {
  if (!parameters.is_object()) return fail("has no object \"parameters\"");
  for (const auto& [name, value] : parameters.items()) {
    const auto spec = std::ranges::find(parameter_specs(), name, &ParameterSpec::name);
    if (spec == parameter_specs().end())
      return fail("names " + in_quotes(name) + ", which is not a parameter");
    const auto read = read_value(value, *spec, snapshot);
    if (!read) return fail(": " + in_quotes(name) + " " + read.error().message);
  }
  return snapshot;
}

}  // namespace aeolian
