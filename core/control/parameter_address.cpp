// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/parameter_address.h"

#include <charconv>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/control/signature.h"
#include "core/control/voice_path.h"

namespace aeolian {
namespace {

using Values = std::span<const ControlValue>;
using Taken = Parameters::Taken;
using Route = Parameters::Route;

constexpr std::string_view each_dimension = "N";

/** The number at the end of a path, without leading zeros; nothing = not a number. */
std::optional<std::size_t> parse_dimension(std::string_view digits) {
  std::size_t dimension = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), dimension);
  if (error != std::errc{} || std::to_string(dimension) != digits) return {};
  return dimension;
}

/** Every parameter and action by its path, except the faders of an encoding. */
const std::unordered_map<std::string_view, ParameterAddress>& addresses() {
  static const auto by_path = [] {
    std::unordered_map<std::string_view, ParameterAddress> map;
    for (const auto& spec : parameter_specs()) map[spec.path].parameter = &spec;
    for (const auto& action : parameter_actions()) {
      if (action.id != ActionId::encoding_dimension) map[action.path].action = &action;
    }
    return map;
  }();
  return by_path;
}

std::optional<ParameterAddress> find_fader(std::string_view path) {
  const auto& action = parameter_action(ActionId::encoding_dimension);
  const auto before = path_before_dimension(action);
  if (!path.starts_with(before)) return {};
  const auto dimension = parse_dimension(path.substr(before.size()));
  if (!dimension) return {};
  return ParameterAddress{.action = &action, .dimension = *dimension};
}

tl::unexpected<ControlError> refuse_values(std::string_view path, std::string_view wanted) {
  return refuse(ControlError::Kind::wrong_value,
                std::string(path) + " takes " + std::string(wanted.empty() ? "no value" : wanted));
}

Taken set_number(Parameters& parameters, Route route, const ParameterSpec& spec, Values values) {
  const bool bare_play = spec.id == ParameterId::play && values.empty();
  if (bare_play) return parameters.set_number(route, spec.id, 1.);
  if (!takes(taken_by(spec), values)) return refuse_values(spec.path, taken_by(spec));
  auto taken = parameters.set_number(route, spec.id, *as_number(values[0]),
                                     values.size() > 1 ? as_number(values[1]) : std::nullopt);
  if (taken && spec.type == ParameterType::toggle) {
    const bool on = taken->value != 0.;
    return answering(std::move(taken), {on});
  }
  return answering_number(std::move(taken));
}

Taken set_parameter(Parameters& parameters, Route route, const ParameterSpec& spec, Values values) {
  if (spec.type == ParameterType::whole) {
    const auto seed = values.size() == 1 ? as_seed(values[0]) : std::nullopt;
    if (!seed) {
      return refuse_values(
          spec.path, "one whole number from 0; above 2^24 as i, h or decimal text, as f is not exact there");
    }
    auto taken = answering(parameters.set_seed(route, seed->seed), {std::to_string(seed->seed)});
    if (taken) taken->clipped = seed->clipped;
    return taken;
  }
  if (spec.type == ParameterType::encoding) {
    for (const auto id :
         {ActionId::encoding_set, ActionId::encoding_vector, ActionId::encoding_interpolate}) {
      const auto& action = parameter_action(id);
      if (takes(action.takes, values)) return action.set({parameters, route, values});
    }
    return refuse_values(spec.path, taken_by(spec));
  }
  return set_number(parameters, route, spec, values);
}

/** The encoding's name, the two names and the weight of a morph, or raw values. */
std::optional<std::vector<ControlValue>> value_of_encoding(const Parameters& parameters, VoiceNumber voice) {
  if (auto name = parameters.encoding_name(voice); !name.empty())
    return std::vector<ControlValue>{std::move(name)};
  const Morph morph = parameters.morph(voice);
  const bool has_names = !morph.from.name.empty() && !morph.to.name.empty();
  return parameter_action(has_names ? ActionId::encoding_interpolate : ActionId::encoding_vector)
      .value(parameters, voice, 0);
}

}  // namespace

std::string_view taken_by(const ParameterSpec& spec) {
  switch (spec.type) {
    case ParameterType::whole:
      return "i:seed";
    case ParameterType::encoding:
      return "s:name [f:glide_s]";
    case ParameterType::toggle:
      return "T:on [f:glide_s]";
    case ParameterType::number:
      return "f:value [f:glide_s]";
  }
  return {};
}

ParameterAddress address_of(ParameterId id) {
  return {.parameter = &parameter_spec(id)};
}

ParameterAddress address_of(ActionId id) {
  return {.action = &parameter_action(id)};
}

std::string_view path_before_dimension(const ParameterAction& action) {
  return action.path.substr(0, action.path.size() - each_dimension.size());
}

std::optional<ParameterAddress> find_parameter_address(std::string_view path) {
  const auto [voice, below] = split_voice_path(path);
  const auto found = addresses().find(below);
  if (found == addresses().end()) return voice == all_voices ? find_fader(below) : std::nullopt;
  ParameterAddress address = found->second;
  address.voice = voice;
  const bool of_voice = address.parameter ? address.parameter->of_voice : address.action->of_voice;
  if (voice != all_voices && !of_voice) return {};
  return address;
}

const ParameterSpec* find_parameter(std::string_view path) {
  const auto address = find_parameter_address(path);
  return address ? address->parameter : nullptr;
}

Parameters::Taken Parameters::set_at(Source source, const ParameterAddress& address, Values values) {
  const Route route{source, address.voice};
  if (address.parameter) return set_parameter(*this, route, *address.parameter, values);
  const auto& action = *address.action;
  if (!takes(action.takes, values)) return refuse_values(action.path, action.takes);
  return action.set({*this, route, values, address.dimension});
}

Parameters::Taken Parameters::set_by_path(Source source, std::string_view path, Values values) {
  const auto address = find_parameter_address(path);
  if (!address) {
    return refuse(ControlError::Kind::unknown_name, "there is no parameter " + std::string(path));
  }
  return set_at(source, *address, values);
}

std::optional<std::vector<ControlValue>> Parameters::value_at(const ParameterAddress& address) const {
  const auto voice = address.voice;
  if (voice > voice_limit_) return {};
  if (address.action) {
    if (!address.action->value) return {};
    return address.action->value(*this, voice, address.dimension);
  }
  const auto& spec = *address.parameter;
  switch (spec.type) {
    case ParameterType::whole:
      return std::vector<ControlValue>{std::to_string(seed(voice))};
    case ParameterType::encoding:
      return value_of_encoding(*this, voice);
    case ParameterType::number:
      return std::vector<ControlValue>{number(spec.id, voice)};
    case ParameterType::toggle:
      return std::vector<ControlValue>{number(spec.id, voice) != 0.};
  }
  return {};
}

std::optional<std::vector<ControlValue>> Parameters::value_by_path(std::string_view path) const {
  const auto address = find_parameter_address(path);
  if (!address) return {};
  return value_at(*address);
}

}  // namespace aeolian
