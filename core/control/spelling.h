// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace aeolian {

/** The fewest letters to insert, delete, replace or swap with their neighbour to make one text of the other.
 */
std::size_t edit_distance(std::string_view a, std::string_view b);

/**
 * What to tell someone who gave a name that is not among `names`: "did you mean rain, or train?" where some
 * are near, else the first names that there are.
 */
std::string suggestion(std::string_view name, std::span<const std::string> names);

}  // namespace aeolian
