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
 * A path that moves a parameter other than by setting its value: between two encodings, by one fader, on the
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
  /**
   * Returns a voice's values in force, in the form that `set` accepts; nothing = none at present. Null = the
   * action has no value.
   */
  std::optional<std::vector<ControlValue>> (*value)(const Parameters&, VoiceNumber,
                                                    std::size_t dimension) = nullptr;
  bool answers = false;   ///< whether it replies with the result, because the sender cannot know it
  bool of_voice = false;  ///< whether it also moves one voice, at /voice/N followed by the path
  double minimum = 0., maximum = 1.;  ///< range of its numbers (f)
  bool accepts_no_name = false;       ///< whether its names (s) may be empty
};

/** Returns `taken` with `answer` as its values in force. */
Parameters::Taken answering(Parameters::Taken taken, std::vector<ControlValue> answer);
/** Returns `taken` with the number now in force as its only answer. */
Parameters::Taken answering_number(Parameters::Taken taken);

/** All parameter actions, those of one parameter next to each other. */
std::span<const ParameterAction> parameter_actions();
const ParameterAction& parameter_action(ActionId id);

}  // namespace aeolian
