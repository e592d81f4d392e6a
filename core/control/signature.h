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
 * Whether `values` match `signature`: words such as "s:name f:weight", each with the OSC type of an argument
 * and its name (i whole number, f number, T toggle, s text; numbers of any type and bools are accepted for i,
 * f and T). Words in [ ] are optional, from the end; "..." means that the words before it may be repeated.
 */
bool takes(std::string_view signature, std::span<const ControlValue> values);

/** A value for each word of a signature, repeated words once per repetition; nothing = left out. */
using Arguments = std::vector<std::optional<ControlValue>>;

/**
 * Assigns `values` to the words of `signature`; nothing if takes() is false. Values are assigned in order,
 * with one exception: if there are fewer values than words, a whole number (OSC's i or h) skips an optional f
 * in favour of an i after it. For "[f:start_s] [i:id]" a single 7 is the id, and a single 7.0 the start.
 */
std::optional<Arguments> arguments_by_word(std::string_view signature, std::span<const ControlValue> values);

/**
 * The OSC type tags of `signature`, without optional words and repetitions: "sf" for "s:name f:weight ...
 * [f:glide_s]".
 */
std::string type_tags(std::string_view signature);

/** The index of the word with that name: 1 for "id" of "s:name [i:id]"; nothing = no such word. */
std::optional<std::size_t> index_of_word(std::string_view signature, std::string_view name);

}  // namespace aeolian
