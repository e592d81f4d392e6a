// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace aeolian {

/**
 * Text from outside as one line that is safe in a log or terminal. Escaped are control characters (\n, \t,
 * \x1b), Unicode's controls, line separators and directional overrides (\u202e), and bytes that are not UTF-8
 * (\xff). Everything else is unchanged, backslashes too, so escaping twice changes nothing.
 */
std::string printable(std::string_view text);

}  // namespace aeolian
