// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aeolian {

inline constexpr std::size_t longest_quoted = 120;    ///< bytes of a name that a message quotes
inline constexpr std::size_t longest_message = 1000;  ///< bytes of a line of the log, or of a reply's text

/**
 * Makes untrusted text one line that is safe in a log or terminal. Escapes control characters (\n, \t, \x1b),
 * Unicode controls, line separators and directional overrides (\u202e), and bytes that are not UTF-8 (\xff).
 * Everything else is unchanged, backslashes too, so escaping twice changes nothing.
 */
std::string printable(std::string_view text);

/**
 * Prepares a message for a log or a reply: printable, and at most `longest_message` bytes. A longer one loses
 * its middle, because its beginning says what happened and its end what to do.
 */
std::string printable_message(std::string_view text);

/** Quotes an untrusted name for a message: printable, at most `longest_quoted` bytes of it. */
std::string in_quotes(std::string_view name);

}  // namespace aeolian
