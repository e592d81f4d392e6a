// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace aeolian {

/**
 * The smallest number of insertions, deletions, replacements and swaps of adjacent characters that turn one
 * text into the other.
 */
std::size_t edit_distance(std::string_view a, std::string_view b);

/**
 * A hint for a name that is not among `names`: "did you mean rain, or train?" if some are similar, otherwise
 * the first names that exist.
 */
std::string suggestion(std::string_view name, std::span<const std::string> names);

}  // namespace aeolian
