// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/printable.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace aeolian {
namespace {

struct Character {
  char32_t code;
  std::size_t size;  // bytes; 0 = invalid UTF-8
};

/** The first character of `text`, which is not empty: Unicode 15, table 3-7. */
Character decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xc2 && first <= 0xdf   ? 2
                           : first >= 0xe0 && first <= 0xef ? 3
                           : first >= 0xf0 && first <= 0xf4 ? 4
                                                            : 0;
  if (size == 0 || text.size() < size) return {0, 0};
  char32_t code = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {0, 0};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < least[size] || code > 0x10ffff || is_surrogate) return {0, 0};
  return {code, size};
}

bool is_shown_as_it_is(char32_t code) {
  struct Range {
    char32_t first, last;
  };
  // C0, DEL and C1; Arabic letter mark; directional marks, separators and overrides; byte order mark; tags.
  static constexpr std::array<Range, 8> hidden{{{0, 0x1f},
                                                {0x7f, 0x9f},
                                                {0x61c, 0x61c},
                                                {0x200e, 0x200f},
                                                {0x2028, 0x202e},
                                                {0x2066, 0x2069},
                                                {0xfeff, 0xfeff},
                                                {0xe0000, 0xe007f}}};
  return std::ranges::none_of(hidden, [code](const Range& r) { return code >= r.first && code <= r.last; });
}

std::string formatted(const char* format, unsigned number) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, number);
  return text.data();
}

std::string escaped(char32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const char* format = code < 0x80 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
  return formatted(format, static_cast<unsigned>(code));
}

/** The first `size` bytes of `text` at most, ending with a whole character. */
std::string_view beginning(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  std::size_t end = 0;
  while (end < size) {
    const std::size_t next = end + std::max<std::size_t>(decode(text.substr(end)).size, 1);
    if (next > size) break;
    end = next;
  }
  return text.substr(0, end);
}

/** The last `size` bytes of `text` (UTF-8) at most, beginning with a whole character. */
std::string_view ending(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  text.remove_prefix(text.size() - size);
  while (!text.empty() && (static_cast<unsigned char>(text[0]) & 0xc0U) == 0x80U) text.remove_prefix(1);
  return text;
}

constexpr std::string_view left_out = " ... ";

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const auto [code, size] = decode(text);
    if (size == 0) {
      shown += formatted("\\x%02x", static_cast<unsigned char>(text[0]));
    } else if (is_shown_as_it_is(code)) {
      shown += text.substr(0, size);
    } else {
      shown += escaped(code);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return shown;
}

std::string printable_message(std::string_view text) {
  // Escaping never shortens a text, so no more than this of either end is ever shown.
  std::string first = printable(beginning(text, longest_message));
  if (first.size() <= longest_message && text.size() <= longest_message) return first;
  constexpr std::size_t each = (longest_message - left_out.size()) / 2;
  const std::string last = printable(ending(text, longest_message));
  return std::string(beginning(first, each)) + std::string(left_out) + std::string(ending(last, each));
}

std::string in_quotes(std::string_view name) {
  const auto shown = beginning(name, longest_quoted);
  return '"' + printable(shown) + (shown.size() < name.size() ? "..." : "") + '"';
}

}  // namespace aeolian
