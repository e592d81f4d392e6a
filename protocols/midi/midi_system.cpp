// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_system.h"

#include <algorithm>
#include <cctype>

namespace aeolian::midi {

std::string first_containing(const std::vector<std::string>& names, std::string_view wanted) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  const auto found = std::ranges::find_if(
      names, [&](const std::string& name) { return !std::ranges::search(name, wanted, same).empty(); });
  return found == names.end() ? "" : *found;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace aeolian::midi
