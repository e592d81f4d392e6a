// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/value.h"

namespace aeolian {

/**
 * A path that moves a parameter in another way than by its value: between two encodings, by one fader, on the
 * map. Carried out by Parameters::set_by_path(); offered by every control source.
 */
struct ParameterAction {
  /** Below the prefix, such as "/encoding/xy"; "/encoding/dim/N" stands for one path per dimension. */
  std::string_view path;
  std::string_view takes;  ///< its arguments, in the notation of takes()
  std::string_view description;
  bool answers = false;   ///< replies with the result, which the sender cannot know
  bool of_voice = false;  ///< also moves one voice, at /voice/N and this path
};

/** The path of one value of the encoding is this and its number, from 0; in the table, "N" for all of them.
 */
inline constexpr std::string_view encoding_dimension_path = "/encoding/dim/";
inline constexpr std::string_view encoding_dimension_pattern = "/encoding/dim/N";
inline constexpr std::string_view map_x_path = "/encoding/x", map_y_path = "/encoding/y";
inline constexpr std::string_view select_encoding_path = "/encoding/set";

/** The number in the path of one value of the encoding, written without leading zeros; nothing = another
 * path. */
std::optional<std::size_t> encoding_dimension_of(std::string_view path);

/** All parameter actions, those of one parameter next to each other. */
std::span<const ParameterAction> parameter_actions();
/** The action of a path, as it stands in the table or below /voice/N; null = it is not one of an action. */
const ParameterAction* find_parameter_action(std::string_view path);

/**
 * Whether `values` match `signature`: words such as "s:name f:weight", each the OSC type of an argument and
 * its name (i whole number, f number, T toggle, s text; numbers of any type and bools are accepted for i, f
 * and T). Words in [ ] may be left out from the end; "..." means that the words before it may be repeated.
 */
bool takes(std::string_view signature, std::span<const ControlValue> values);

/** A value for each word of a signature, repeated words once per repetition; nothing = left out. */
using Arguments = std::vector<std::optional<ControlValue>>;

/**
 * Assigns `values` to the words of `signature`; nothing if takes() is false. Values are assigned in order,
 * except that if fewer come than are possible, a whole number (OSC's i or h) skips an optional f in favour of
 * an i after it: for "[f:start_s] [i:id]" a single 7 is the id, and a single 7.0 the start.
 */
std::optional<Arguments> arguments_by_word(std::string_view signature, std::span<const ControlValue> values);

/**
 * The OSC type tags of `signature`, without optional words and repetitions: "sf" for "s:name f:weight ...
 * [f:glide_s]".
 */
std::string type_tags(std::string_view signature);

}  // namespace aeolian
