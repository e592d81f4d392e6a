// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace aeolian {

/**
 * Text from outside as one line that a log or a terminal shows as it is. Escaped are control characters (\n,
 * \t, \x1b), Unicode's controls, line separators and marks that reverse the direction of writing (\u202e),
 * and bytes that are no UTF-8 (\xff). All else stays, a backslash too, so that escaping twice changes
 * nothing.
 */
std::string printable(std::string_view text);

}  // namespace aeolian
