// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace aeolian {

/**
 * Converts `text` to Unicode's normal form C, in which equal texts have equal bytes however they were typed;
 * refused if not UTF-8.
 */
ErrorOr<std::string> normal_form(std::string_view text);

/** Whether two names are the same text; names that are not UTF-8 are compared byte by byte. */
bool is_same_name(std::string_view a, std::string_view b);

/**
 * Describes the first character in `text`, UTF-8, that is not allowed in a name, such as "a control
 * character"; empty = none.
 */
std::string unwanted_in_name(std::string_view text);

}  // namespace aeolian
