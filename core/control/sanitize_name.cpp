// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/sanitize_name.h"

#include <algorithm>
#include <utility>

#include "core/control/unicode.h"

namespace aeolian {
namespace {

std::string_view without_outer_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_plain(char c) {
  const auto between = [c](char first, char last) { return c >= first && c <= last; };
  return between('a', 'z') || between('A', 'Z') || between('0', '9') || c == '-' || c == '_' || c == ' ';
}

}  // namespace

ErrorOr<std::string> sanitize_name(std::string_view name) {
  auto clean = normal_form(without_outer_spaces(name));
  if (!clean) return fail("the name is not UTF-8");
  if (const auto what = unwanted_in_name(*clean); !what.empty()) return fail("a name cannot contain " + what);
  if (clean->starts_with('.')) return fail("a name cannot begin with a dot");
  if (clean->size() > longest_name) {
    return fail("a name has at most " + std::to_string(longest_name) + " bytes, not " +
                std::to_string(clean->size()));
  }
  return clean;
}

tl::expected<std::string, ControlError> required_name(std::string_view name, std::string_view owner) {
  auto clean = sanitize_name(name);
  if (!clean) return refuse(ControlError::Kind::wrong_value, clean.error().message);
  if (clean->empty()) return refuse(ControlError::Kind::wrong_value, std::string(owner) + " needs a name");
  return std::move(*clean);
}

std::string underscored_name(std::string_view name) {
  constexpr std::size_t longest = 64;
  std::string plain(name.substr(0, longest));
  std::ranges::replace_if(
      plain, [](char c) { return !is_plain(c); }, '_');
  return std::string(without_outer_spaces(plain));
}

}  // namespace aeolian
