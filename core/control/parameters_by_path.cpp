// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"

namespace aeolian {
namespace {

using Values = std::span<const ControlValue>;
using Taken = Parameters::Taken;
using Source = Parameters::Source;

tl::unexpected<ControlError> refuse_values(std::string_view path, std::string_view wanted) {
  return refuse(ControlError::Kind::wrong_value,
                std::string(path) + " takes " + std::string(wanted.empty() ? "no value" : wanted));
}

/** Value `i` as a number, already checked by takes(); nothing if left out. */
std::optional<double> number_at(Values values, std::size_t i) {
  if (i >= values.size()) return {};
  return as_number(values[i]);
}

const std::string& text_at(Values values, std::size_t i) {
  return std::get<std::string>(values[i]);
}

std::uint64_t picked_seed() {
  std::random_device device;
  const std::uint64_t high = device();
  return high << 32 | device();
}

/** `taken` with `answer` as its values in force. */
Taken answering(Taken taken, std::vector<ControlValue> answer) {
  if (taken) taken->answer = std::move(answer);
  return taken;
}

/** `taken` with the number now in force as its only answer. */
Taken answering_number(Taken taken) {
  if (taken) taken->answer = {taken->value};
  return taken;
}

Taken random_seed(Parameters& parameters, Source source, Values) {
  const auto seed = picked_seed();
  return answering(parameters.set_seed(source, seed), {std::to_string(seed)});
}

/**
 * An empty name is what a query returns if no name is in force; setting it clears a named encoding and leaves
 * a blend alone.
 */
Taken encoding_by_name(Parameters& parameters, Source source, Values values) {
  if (text_at(values, 0).empty()) {
    if (parameters.encoding_name().empty()) return Change{};
    return parameters.release_encoding(source, number_at(values, 1));
  }
  return parameters.set_encoding(source, text_at(values, 0), number_at(values, 1));
}

Taken encoding_by_values(Parameters& parameters, Source source, Values values) {
  std::vector<float> numbers;
  for (const auto& value : values) numbers.push_back(static_cast<float>(*as_number(value)));
  return parameters.set_encoding(source, numbers);
}

Taken blend(Parameters& parameters, Source source, Values values) {
  std::vector<Parameters::Share> shares;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
    shares.push_back({text_at(values, i), *number_at(values, i + 1)});
  }
  const bool with_glide = values.size() % 2 == 1;
  return parameters.blend_encodings(source, shares, with_glide ? as_number(values.back()) : std::nullopt);
}

/** Two empty names, as a query returns them if no name is in force, do what one empty name does. */
Taken interpolate(Parameters& parameters, Source source, Values values) {
  if (text_at(values, 0).empty() && text_at(values, 1).empty())
    return encoding_by_name(parameters, source, values.first(1));
  auto taken = parameters.interpolate_encodings(source, text_at(values, 0), text_at(values, 1),
                                                *number_at(values, 2), number_at(values, 3));
  const double position = taken ? taken->value : 0.;
  return answering(std::move(taken), {values[0], values[1], position});
}

Taken on_the_map(Parameters& parameters, Source source, Values values) {
  return parameters.set_encoding_place(source, *number_at(values, 0), *number_at(values, 1),
                                       number_at(values, 2));
}

Taken average(Parameters& parameters, Source source, Values values) {
  return answering_number(parameters.average_encodings(source, *number_at(values, 0), number_at(values, 1)));
}

Taken wander(Parameters& parameters, Source source, Values values) {
  return parameters.release_encoding(source, number_at(values, 0));
}

Taken fade_in(Parameters& parameters, Source source, Values values) {
  return parameters.set_number(source, ParameterId::play, 1., number_at(values, 0));
}

Taken fade_out(Parameters& parameters, Source source, Values values) {
  return parameters.set_number(source, ParameterId::play, 0., number_at(values, 0));
}

Taken panic(Parameters& parameters, Source source, Values) {
  return parameters.panic(source);
}

/** The handler of each action, except for the faders, whose path contains a number. */
struct PathHandler {
  std::string_view path;
  Taken (*act)(Parameters&, Source, Values);
};
constexpr std::array deeds{
    PathHandler{"/seed/random", random_seed},
    PathHandler{"/encoding/set", encoding_by_name},
    PathHandler{"/encoding/vector", encoding_by_values},
    PathHandler{"/encoding/blend", blend},
    PathHandler{"/encoding/interpolate", interpolate},
    PathHandler{"/encoding/xy", on_the_map},
    PathHandler{"/encoding/average", average},
    PathHandler{"/encoding/wander", wander},
    PathHandler{"/fade/in", fade_in},
    PathHandler{"/fade/out", fade_out},
    PathHandler{"/stop", fade_out},
    PathHandler{"/panic", panic},
};

/** The names between which a sound is, and the weight of the second; nothing unless both have one. */
std::optional<std::vector<ControlValue>> named(const Morph& morph) {
  const auto& [from, to, weight] = morph;
  if (from.name.empty() || to.name.empty()) return {};
  return std::vector<ControlValue>{from.name, to.name, weight};
}

Taken set_number(Parameters& parameters, Source source, const ParameterSpec& spec, Values values) {
  const bool bare_play = spec.id == ParameterId::play && values.empty();
  if (bare_play) return parameters.set_number(source, spec.id, 1.);
  if (!takes(taken_by(spec), values)) return refuse_values(spec.path, taken_by(spec));
  auto taken = parameters.set_number(source, spec.id, *number_at(values, 0), number_at(values, 1));
  if (taken && spec.type == ParameterType::toggle) {
    const bool on = taken->value != 0.;
    return answering(std::move(taken), {on});
  }
  return answering_number(std::move(taken));
}

Taken set_parameter(Parameters& parameters, Source source, const ParameterSpec& spec, Values values) {
  if (spec.type == ParameterType::whole) {
    const auto seed = values.size() == 1 ? as_seed(values[0]) : std::nullopt;
    if (!seed) {
      return refuse_values(
          spec.path, "one whole number from 0; above 2^24 as i, h or decimal text, as f is not exact there");
    }
    auto taken = answering(parameters.set_seed(source, seed->seed), {std::to_string(seed->seed)});
    if (taken) taken->clipped = seed->clipped;
    return taken;
  }
  if (spec.type == ParameterType::encoding) {
    if (takes("s:name [f:glide_s]", values)) return encoding_by_name(parameters, source, values);
    if (takes("f:value ...", values)) return encoding_by_values(parameters, source, values);
    if (takes("s:from s:to f:position [f:glide_s]", values)) return interpolate(parameters, source, values);
    return refuse_values(spec.path, taken_by(spec));
  }
  return set_number(parameters, source, spec, values);
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

Parameters::Taken Parameters::set_by_path(Source source, std::string_view path, Values values) {
  if (const auto* spec = find_parameter(path)) return set_parameter(*this, source, *spec, values);
  if (const auto dimension = encoding_dimension_of(path)) {
    constexpr std::string_view wanted = "f:value [f:glide_s]";
    if (!takes(wanted, values)) return refuse_values(path, wanted);
    return answering_number(
        set_encoding_fader(source, *dimension, *number_at(values, 0), number_at(values, 1)));
  }
  const auto deed = std::ranges::find(deeds, path, &PathHandler::path);
  if (deed == deeds.end()) {
    return refuse(ControlError::Kind::unknown_name, "there is no parameter " + std::string(path));
  }
  const auto wanted = find_parameter_action(path)->takes;
  if (!takes(wanted, values)) return refuse_values(path, wanted);
  return deed->act(*this, source, values);
}

std::optional<std::vector<ControlValue>> Parameters::value_by_path(std::string_view path) const {
  const auto values_of_encoding = [this] {
    const auto values = encoding();
    return std::vector<ControlValue>(values.begin(), values.end());
  };
  if (path == "/encoding/set") return std::vector<ControlValue>{encoding_name()};
  if (path == "/encoding/interpolate") {
    const auto name = encoding_name();
    return named(morph()).value_or(std::vector<ControlValue>{name, name, 0.});
  }
  if (path == "/encoding/vector") return values_of_encoding();
  if (const auto dimension = encoding_dimension_of(path)) {
    if (*dimension >= encodings()->size()) return {};
    return std::vector<ControlValue>{encoding_fader(*dimension)};
  }
  const auto* spec = find_parameter(path);
  if (!spec) return {};
  switch (spec->type) {
    case ParameterType::whole:
      return std::vector<ControlValue>{std::to_string(seed())};
    case ParameterType::encoding: {
      if (auto name = encoding_name(); !name.empty()) return std::vector<ControlValue>{std::move(name)};
      return named(morph()).value_or(values_of_encoding());
    }
    case ParameterType::number:
      return std::vector<ControlValue>{number(spec->id)};
    case ParameterType::toggle:
      return std::vector<ControlValue>{number(spec->id) != 0.};
  }
  return {};
}

}  // namespace aeolian
