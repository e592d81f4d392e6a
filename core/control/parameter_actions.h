// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/control/event.h"
#include "core/control/parameters.h"
#include "core/control/value.h"

namespace aeolian {

/** Every parameter action, in the order of the table. */
enum class ActionId : std::uint8_t {
  seed_random,
  encoding_set,
  encoding_vector,
  encoding_dimension,
  encoding_blend,
  encoding_interpolate,
  encoding_xy,
  encoding_x,
  encoding_y,
  encoding_average,
  encoding_wander,
  fade_in,
  fade_out,
  stop,
  panic
};

/**
 * A path that moves a parameter in another way than by its value: between two encodings, by one fader, on the
 * map. Every control source offers it.
 */
struct ParameterAction {
  struct Call {
    Parameters& parameters;
    Parameters::Route route;
    std::span<const ControlValue> values;  ///< match `takes`
    std::size_t dimension = 0;             ///< of encoding_dimension
  };

  ActionId id;
  /** Below the prefix, such as "/encoding/xy"; "/encoding/dim/N" stands for one path per dimension. */
  std::string_view path;
  std::string_view takes;  ///< its arguments, in the notation of takes() (signature.h)
  std::string_view description;
  ParameterId moves;
  Parameters::Taken (*set)(const Call&);
  /** The values in force of a voice, as `set` accepts them; nothing = there are none. Null = it has no value.
   */
  std::optional<std::vector<ControlValue>> (*value)(const Parameters&, VoiceNumber,
                                                    std::size_t dimension) = nullptr;
  bool answers = false;               ///< replies with the result, which the sender cannot know
  bool of_voice = false;              ///< also moves one voice, at /voice/N and this path
  double minimum = 0., maximum = 1.;  ///< of its numbers (f)
  bool accepts_no_name = false;       ///< its names (s) may be empty
};

/** `taken` with `answer` as its values in force. */
Parameters::Taken answering(Parameters::Taken taken, std::vector<ControlValue> answer);
/** `taken` with the number now in force as its only answer. */
Parameters::Taken answering_number(Parameters::Taken taken);

/** All parameter actions, those of one parameter next to each other. */
std::span<const ParameterAction> parameter_actions();
const ParameterAction& parameter_action(ActionId id);

}  // namespace aeolian
