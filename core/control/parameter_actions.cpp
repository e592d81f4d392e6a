// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/parameter_actions.h"

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include "core/rows_in_order.h"

namespace aeolian {
namespace {

using Call = ParameterAction::Call;
using Taken = Parameters::Taken;
using Answer = std::optional<std::vector<ControlValue>>;

/** Value `i` as a number, already checked by takes(); nothing if left out. */
std::optional<double> number_at(const Call& call, std::size_t i) {
  if (i >= call.values.size()) return {};
  return as_number(call.values[i]);
}

const std::string& text_at(const Call& call, std::size_t i) {
  return std::get<std::string>(call.values[i]);
}

std::uint64_t picked_seed() {
  std::random_device device;
  const std::uint64_t high = device();
  return high << 32 | device();
}

Taken random_seed(const Call& call) {
  const auto seed = picked_seed();
  return answering(call.parameters.set_seed(call.route, seed), {std::to_string(seed)});
}

/**
 * A query returns an empty name if no name is in force; setting it clears a named encoding and leaves a blend
 * alone.
 */
Taken encoding_by_name(const Call& call) {
  if (text_at(call, 0).empty()) {
    if (call.parameters.encoding_name(call.route.voice).empty()) return Change{};
    return call.parameters.release_encoding(call.route, number_at(call, 1));
  }
  return call.parameters.set_encoding(call.route, text_at(call, 0), number_at(call, 1));
}

Answer name_of_encoding(const Parameters& parameters, VoiceNumber voice, std::size_t) {
  return std::vector<ControlValue>{parameters.encoding_name(voice)};
}

Taken encoding_by_values(const Call& call) {
  std::vector<float> numbers;
  for (const auto& value : call.values) numbers.push_back(static_cast<float>(*as_number(value)));
  return call.parameters.set_encoding(call.route, numbers);
}

Answer values_of_encoding(const Parameters& parameters, VoiceNumber voice, std::size_t) {
  const auto values = parameters.encoding(voice);
  return std::vector<ControlValue>(values.begin(), values.end());
}

Taken by_fader(const Call& call) {
  return answering_number(call.parameters.set_encoding_fader(call.route.source, call.dimension,
                                                             *number_at(call, 0), number_at(call, 1)));
}

Answer value_of_fader(const Parameters& parameters, VoiceNumber, std::size_t dimension) {
  if (dimension >= parameters.encodings()->size()) return {};
  return std::vector<ControlValue>{parameters.encoding_fader(dimension)};
}

Taken blend(const Call& call) {
  std::vector<Parameters::Share> shares;
  for (std::size_t i = 0; i + 1 < call.values.size(); i += 2) {
    shares.push_back({text_at(call, i), *number_at(call, i + 1)});
  }
  const bool with_glide = call.values.size() % 2 == 1;
  return call.parameters.blend_encodings(call.route, shares,
                                         with_glide ? as_number(call.values.back()) : std::nullopt);
}

/** Two empty names, which a query returns if no name is in force, act like one empty name. */
Taken interpolate(const Call& call) {
  if (text_at(call, 0).empty() && text_at(call, 1).empty())
    return encoding_by_name({call.parameters, call.route, call.values.first(1)});
  auto taken = call.parameters.interpolate_encodings(call.route, text_at(call, 0), text_at(call, 1),
                                                     *number_at(call, 2), number_at(call, 3));
  const double position = taken ? taken->value : 0.;
  return answering(std::move(taken), {call.values[0], call.values[1], position});
}

/** The two names of a morph and the weight of the second; the same name twice for a single encoding. */
Answer interpolation(const Parameters& parameters, VoiceNumber voice, std::size_t) {
  const auto [from, to, weight] = parameters.morph(voice);
  if (!from.name.empty() && !to.name.empty()) return std::vector<ControlValue>{from.name, to.name, weight};
  const auto name = parameters.encoding_name(voice);
  return std::vector<ControlValue>{name, name, 0.};
}

Taken on_the_map(const Call& call) {
  return call.parameters.set_encoding_place(call.route, *number_at(call, 0), *number_at(call, 1),
                                            number_at(call, 2));
}

Taken along_x(const Call& call) {
  return answering_number(call.parameters.set_encoding_axis(call.route.source, &Place::x, *number_at(call, 0),
                                                            number_at(call, 1)));
}

Answer place_along_x(const Parameters& parameters, VoiceNumber, std::size_t) {
  return std::vector<ControlValue>{parameters.encoding_place().x};
}

Taken along_y(const Call& call) {
  return answering_number(call.parameters.set_encoding_axis(call.route.source, &Place::y, *number_at(call, 0),
                                                            number_at(call, 1)));
}

Answer place_along_y(const Parameters& parameters, VoiceNumber, std::size_t) {
  return std::vector<ControlValue>{parameters.encoding_place().y};
}

Taken average(const Call& call) {
  return answering_number(
      call.parameters.average_encodings(call.route, *number_at(call, 0), number_at(call, 1)));
}

Taken wander(const Call& call) {
  return call.parameters.release_encoding(call.route, number_at(call, 0));
}

Taken fade_in(const Call& call) {
  return call.parameters.set_number(call.route, ParameterId::play, 1., number_at(call, 0));
}

Taken fade_out(const Call& call) {
  return call.parameters.set_number(call.route, ParameterId::play, 0., number_at(call, 0));
}

Taken panic(const Call& call) {
  return call.parameters.panic(call.route.source);
}

constexpr std::array actions{
    ParameterAction{.id = ActionId::seed_random,
                    .path = "/seed/random",
                    .takes = "",
                    .description = "picks a seed at random and replies with it",
                    .moves = ParameterId::seed,
                    .set = random_seed,
                    .answers = true,
                    .of_voice = true},
    ParameterAction{.id = ActionId::encoding_set,
                    .path = "/encoding/set",
                    .takes = "s:name [f:glide_s]",
                    .description = "selects a named encoding",
                    .moves = ParameterId::encoding,
                    .set = encoding_by_name,
                    .value = name_of_encoding,
                    .of_voice = true,
                    .accepts_no_name = true},
    ParameterAction{.id = ActionId::encoding_vector,
                    .path = "/encoding/vector",
                    .takes = "f:value ...",
                    .description = "sets the encoding by its values, scaled to unit length",
                    .moves = ParameterId::encoding,
                    .set = encoding_by_values,
                    .value = values_of_encoding,
                    .of_voice = true,
                    .minimum = -1.},
    ParameterAction{.id = ActionId::encoding_dimension,
                    .path = "/encoding/dim/N",
                    .takes = "f:value [f:glide_s]",
                    .description = "sets value N (from 0) of the encoding, -1 to 1; only the direction of "
                                   "all values together counts",
                    .moves = ParameterId::encoding,
                    .set = by_fader,
                    .value = value_of_fader,
                    .minimum = -1.},
    ParameterAction{
        .id = ActionId::encoding_blend,
        .path = "/encoding/blend",
        .takes = "s:name f:weight ... [f:glide_s]",
        .description =
            "a sound between the two named encodings with the largest weights, in proportion to these",
        .moves = ParameterId::encoding,
        .set = blend,
        .of_voice = true},
    ParameterAction{.id = ActionId::encoding_interpolate,
                    .path = "/encoding/interpolate",
                    .takes = "s:from s:to f:position [f:glide_s]",
                    .description = "a sound between two named encodings; position 0 to 1",
                    .moves = ParameterId::encoding,
                    .set = interpolate,
                    .value = interpolation,
                    .of_voice = true,
                    .accepts_no_name = true},
    ParameterAction{
        .id = ActionId::encoding_xy,
        .path = "/encoding/xy",
        .takes = "f:x f:y [f:glide_s]",
        .description = "a sound between the two nearest named encodings on their map; x and y 0 to 1",
        .moves = ParameterId::encoding,
        .set = on_the_map,
        .of_voice = true},
    ParameterAction{.id = ActionId::encoding_x,
                    .path = "/encoding/x",
                    .takes = "f:value [f:glide_s]",
                    .description = "moves to another x on that map, 0 (left) to 1 (right), at the same y",
                    .moves = ParameterId::encoding,
                    .set = along_x,
                    .value = place_along_x},
    ParameterAction{.id = ActionId::encoding_y,
                    .path = "/encoding/y",
                    .takes = "f:value [f:glide_s]",
                    .description = "moves to another y on that map, 0 to 1, at the same x",
                    .moves = ParameterId::encoding,
                    .set = along_y,
                    .value = place_along_y},
    ParameterAction{
        .id = ActionId::encoding_average,
        .path = "/encoding/average",
        .takes = "i:count [f:glide_s]",
        .description =
            "the mean of count named encodings, picked at random by the seed, different ones each time",
        .moves = ParameterId::encoding,
        .set = average,
        .of_voice = true},
    ParameterAction{.id = ActionId::encoding_wander,
                    .path = "/encoding/wander",
                    .takes = "[f:glide_s]",
                    .description = "clears the encoding; the model drifts between all learned sounds",
                    .moves = ParameterId::encoding,
                    .set = wander,
                    .of_voice = true,
                    .maximum = longest_glide_s},
    ParameterAction{.id = ActionId::fade_in,
                    .path = "/fade/in",
                    .takes = "[f:time_s]",
                    .description = "plays, fading in",
                    .moves = ParameterId::play,
                    .set = fade_in,
                    .maximum = longest_glide_s},
    ParameterAction{.id = ActionId::fade_out,
                    .path = "/fade/out",
                    .takes = "[f:time_s]",
                    .description = "stops, fading out; the generator keeps running",
                    .moves = ParameterId::play,
                    .set = fade_out,
                    .maximum = longest_glide_s},
    ParameterAction{.id = ActionId::stop,
                    .path = "/stop",
                    .takes = "",
                    .description = "stops, like /play 0",
                    .moves = ParameterId::play,
                    .set = fade_out},
    ParameterAction{.id = ActionId::panic,
                    .path = "/panic",
                    .takes = "",
                    .description = "fades out in 50 ms and picks a new seed; /play starts again",
                    .moves = ParameterId::play,
                    .set = panic},
};

static_assert(rows_in_order(actions));

}  // namespace

Parameters::Taken answering(Parameters::Taken taken, std::vector<ControlValue> answer) {
  if (taken) taken->answer = std::move(answer);
  return taken;
}

Parameters::Taken answering_number(Parameters::Taken taken) {
  if (taken) taken->answer = {taken->value};
  return taken;
}

std::span<const ParameterAction> parameter_actions() {
  return actions;
}

const ParameterAction& parameter_action(ActionId id) {
  return actions[static_cast<std::size_t>(id)];
}

}  // namespace aeolian
