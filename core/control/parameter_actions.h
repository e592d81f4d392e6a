// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/value.h"

namespace aeolian {

/**
 * A path that moves a parameter in another way than by its value: between two encodings, by one fader, on the
 * map. Parameters::set_by_path() does it; every control source offers it.
 */
struct ParameterAction {
  std::string_view
      path;  ///< below the prefix, as "/encoding/xy"; "/encoding/dim/N" stands for one path a dimension
  std::string_view takes;  ///< its arguments, as takes() reads them
  std::string_view description;
  bool answers = false;  ///< tells what came of it, because the sender cannot know
};

/** Every gesture, those of one parameter side by side. */
std::span<const ParameterAction> gestures();

/**
 * Whether `values` are what `signature` asks for: words such as "s:name f:weight", each the OSC type of an
 * argument and its name (i whole number, f number, T toggle, s text; numbers of any type and bools pass for
 * i, f and T). Words in [ ] may be left out from the end; "..." means that the words before it may come
 * again.
 */
bool takes(std::string_view signature, std::span<const ControlValue> values);

/** A value for each word of a signature, what comes again once a turn; nothing = it was left out. */
using Arguments = std::vector<std::optional<ControlValue>>;

/**
 * `values` by the words of `signature`; nothing where takes() is false. They stand in the signature's order,
 * but where fewer come than may come, a whole number (OSC's i or h) goes past an optional f to an i behind
 * it: of "[f:start_s] [i:id]" a lone 7 is the id, and a lone 7.0 the start.
 */
std::optional<Arguments> arguments_by_word(std::string_view signature, std::span<const ControlValue> values);

/** The OSC type tags of `signature`, one turn of what comes again: "sf" for "s:name f:weight ...
 * [f:glide_s]". */
std::string type_tags(std::string_view signature);

}  // namespace aeolian
