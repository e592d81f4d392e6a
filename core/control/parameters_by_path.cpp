// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"
#include "core/control/voice_path.h"

namespace aeolian {
namespace {

using Values = std::span<const ControlValue>;
using Taken = Parameters::Taken;
using Route = Parameters::Route;

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

Taken random_seed(Parameters& parameters, Route route, Values) {
  const auto seed = picked_seed();
  return answering(parameters.set_seed(route, seed), {std::to_string(seed)});
}

/**
 * An empty name is what a query returns if no name is in force; setting it clears a named encoding and leaves
 * a blend alone.
 */
Taken encoding_by_name(Parameters& parameters, Route route, Values values) {
  if (text_at(values, 0).empty()) {
    if (parameters.encoding_name(route.voice).empty()) return Change{};
    return parameters.release_encoding(route, number_at(values, 1));
  }
  return parameters.set_encoding(route, text_at(values, 0), number_at(values, 1));
}

Taken encoding_by_values(Parameters& parameters, Route route, Values values) {
  std::vector<float> numbers;
  for (const auto& value : values) numbers.push_back(static_cast<float>(*as_number(value)));
  return parameters.set_encoding(route, numbers);
}

Taken blend(Parameters& parameters, Route route, Values values) {
  std::vector<Parameters::Share> shares;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
    shares.push_back({text_at(values, i), *number_at(values, i + 1)});
  }
  const bool with_glide = values.size() % 2 == 1;
  return parameters.blend_encodings(route, shares, with_glide ? as_number(values.back()) : std::nullopt);
}

/** Two empty names, as a query returns them if no name is in force, do what one empty name does. */
Taken interpolate(Parameters& parameters, Route route, Values values) {
  if (text_at(values, 0).empty() && text_at(values, 1).empty())
    return encoding_by_name(parameters, route, values.first(1));
  auto taken = parameters.interpolate_encodings(route, text_at(values, 0), text_at(values, 1),
                                                *number_at(values, 2), number_at(values, 3));
  const double position = taken ? taken->value : 0.;
  return answering(std::move(taken), {values[0], values[1], position});
}

Taken on_the_map(Parameters& parameters, Route route, Values values) {
  return parameters.set_encoding_place(route, *number_at(values, 0), *number_at(values, 1),
                                       number_at(values, 2));
}

Taken along_x(Parameters& parameters, Route route, Values values) {
  return answering_number(
      parameters.set_encoding_axis(route.source, &Place::x, *number_at(values, 0), number_at(values, 1)));
}

Taken along_y(Parameters& parameters, Route route, Values values) {
  return answering_number(
      parameters.set_encoding_axis(route.source, &Place::y, *number_at(values, 0), number_at(values, 1)));
}

Taken average(Parameters& parameters, Route route, Values values) {
  return answering_number(parameters.average_encodings(route, *number_at(values, 0), number_at(values, 1)));
}

Taken wander(Parameters& parameters, Route route, Values values) {
  return parameters.release_encoding(route, number_at(values, 0));
}

Taken fade_in(Parameters& parameters, Route route, Values values) {
  return parameters.set_number(route, ParameterId::play, 1., number_at(values, 0));
}

Taken fade_out(Parameters& parameters, Route route, Values values) {
  return parameters.set_number(route, ParameterId::play, 0., number_at(values, 0));
}

Taken panic(Parameters& parameters, Route route, Values) {
  return parameters.panic(route.source);
}

/** The handler of each action, except for the faders, whose path contains a number. */
struct PathHandler {
  std::string_view path;
  Taken (*act)(Parameters&, Route, Values);
};
constexpr std::array deeds{
    PathHandler{"/seed/random", random_seed},
    PathHandler{"/encoding/set", encoding_by_name},
    PathHandler{"/encoding/vector", encoding_by_values},
    PathHandler{"/encoding/blend", blend},
    PathHandler{"/encoding/interpolate", interpolate},
    PathHandler{"/encoding/xy", on_the_map},
    PathHandler{map_x_path, along_x},
    PathHandler{map_y_path, along_y},
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

Taken set_number(Parameters& parameters, Route route, const ParameterSpec& spec, Values values) {
  const bool bare_play = spec.id == ParameterId::play && values.empty();
  if (bare_play) return parameters.set_number(route, spec.id, 1.);
  if (!takes(taken_by(spec), values)) return refuse_values(spec.path, taken_by(spec));
  auto taken = parameters.set_number(route, spec.id, *number_at(values, 0), number_at(values, 1));
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
    if (takes("s:name [f:glide_s]", values)) return encoding_by_name(parameters, route, values);
    if (takes("f:value ...", values)) return encoding_by_values(parameters, route, values);
    if (takes("s:from s:to f:position [f:glide_s]", values)) return interpolate(parameters, route, values);
    return refuse_values(spec.path, taken_by(spec));
  }
  return set_number(parameters, route, spec, values);
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
  const Route route{source, split_voice_path(path).voice};
  if (const auto* spec = find_parameter(path)) return set_parameter(*this, route, *spec, values);
  if (const auto dimension = encoding_dimension_of(path)) {
    constexpr std::string_view wanted = "f:value [f:glide_s]";
    if (!takes(wanted, values)) return refuse_values(path, wanted);
    return answering_number(
        set_encoding_fader(source, *dimension, *number_at(values, 0), number_at(values, 1)));
  }
  const auto* action = find_parameter_action(path);
  const auto deed = std::ranges::find(deeds, action ? action->path : "", &PathHandler::path);
  if (deed == deeds.end()) {
    return refuse(ControlError::Kind::unknown_name, "there is no parameter " + std::string(path));
  }
  if (!takes(action->takes, values)) return refuse_values(path, action->takes);
  return deed->act(*this, route, values);
}

std::optional<std::vector<ControlValue>> Parameters::value_by_path(std::string_view whole_path) const {
  const auto [voice, path] = split_voice_path(whole_path);
  if (voice > voice_limit_) return {};
  const auto values_of_encoding = [this, voice = voice] {
    const auto values = encoding(voice);
    return std::vector<ControlValue>(values.begin(), values.end());
  };
  if (path == "/encoding/set") return std::vector<ControlValue>{encoding_name(voice)};
  if (path == "/encoding/interpolate") {
    const auto name = encoding_name(voice);
    return named(morph(voice)).value_or(std::vector<ControlValue>{name, name, 0.});
  }
  if (path == "/encoding/vector") return values_of_encoding();
  if (const auto dimension = encoding_dimension_of(whole_path)) {
    if (*dimension >= encodings()->size()) return {};
    return std::vector<ControlValue>{encoding_fader(*dimension)};
  }
  if (whole_path == map_x_path) return std::vector<ControlValue>{encoding_place().x};
  if (whole_path == map_y_path) return std::vector<ControlValue>{encoding_place().y};
  const auto* spec = find_parameter(whole_path);
  if (!spec) return {};
  switch (spec->type) {
    case ParameterType::whole:
      return std::vector<ControlValue>{std::to_string(seed(voice))};
    case ParameterType::encoding: {
      if (auto name = encoding_name(voice); !name.empty()) return std::vector<ControlValue>{std::move(name)};
      return named(morph(voice)).value_or(values_of_encoding());
    }
    case ParameterType::number:
      return std::vector<ControlValue>{number(spec->id, voice)};
    case ParameterType::toggle:
      return std::vector<ControlValue>{number(spec->id, voice) != 0.};
  }
  return {};
}

}  // namespace aeolian
