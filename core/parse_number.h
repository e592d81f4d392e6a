// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace aeolian {

/**
 * Parses the whole text as a number in the C locale, without blanks or a plus sign; nothing if it is anything
 * else or does not fit into `Number`. Floating-point numbers may be infinite or NaN.
 */
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace aeolian
