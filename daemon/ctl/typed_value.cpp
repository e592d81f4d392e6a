// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/typed_value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <utility>

#include "core/parse_number.h"

namespace aeolian::ctl {
namespace {

template <class Number>
std::string shortest(Number number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

}  // namespace

osc::Argument typed_value(const std::string& text) {
  if (text == "true" || text == "false") {
    return text == "true";
  }
  if (const auto whole = parse_number<std::int64_t>(text)) {
    if (std::in_range<std::int32_t>(*whole)) {
      return static_cast<std::int32_t>(*whole);
    }
    return *whole;
  }
  const bool digits_only = text.find_first_not_of("0123456789") == std::string::npos;
  if (const auto number = parse_number<double>(text); !digits_only && number && std::isfinite(*number)) {
    return *number;
  }
  return text;
}

std::string text_of(const osc::Argument& value) {
  return std::visit(
      [](const auto& plain) -> std::string {
        using Type = std::decay_t<decltype(plain)>;
        if constexpr (std::is_same_v<Type, std::string>) {
          return plain;
        } else if constexpr (std::is_same_v<Type, bool>) {
          return plain ? "true" : "false";
        } else if constexpr (std::is_same_v<Type, osc::OtherArgument>) {
          return std::string("(") + plain.tag + ")";
        } else {
          return shortest(plain);
        }
      },
      value);
}

std::string words_of(std::span<const osc::Argument> values) {
  std::string line;
  for (const auto& value : values) {
    line += (line.empty() ? "" : " ") + text_of(value);
  }
  return line;
}

}  // namespace aeolian::ctl
