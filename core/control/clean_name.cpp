#include "core/control/clean_name.h"

#include <algorithm>
#include <cstddef>

namespace aeolian {
namespace {

constexpr std::size_t longest = 64;

bool stays(char c) {
  const auto between = [c](char first, char last) { return c >= first && c <= last; };
  return between('a', 'z') || between('A', 'Z') || between('0', '9') || c == '-' || c == '_' || c == ' ';
}

}  // namespace

std::string clean_name(std::string_view name) {
  std::string clean(name.substr(0, longest));
  std::ranges::replace_if(
      clean, [](char c) { return !stays(c); }, '_');
  const auto first = clean.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return clean.substr(first, clean.find_last_not_of(' ') - first + 1);
}

}  // namespace aeolian
