// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/spelling.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>
#include <vector>

#include "core/lower_case.h"

namespace aeolian {
namespace {

constexpr std::size_t most_suggestions = 3;
constexpr std::size_t most_listed = 12;

std::string joined(std::span<const std::string> names, std::string_view before_last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? before_last : std::string_view(", ");
    text += names[i];
  }
  return text;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Optimal string alignment (Damerau and Levenshtein, each letter moved once), keeping three rows of the
  // table.
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::string suggestion(std::string_view name, std::span<const std::string> names) {
  if (names.empty()) return "there are none";
  const std::string wanted = lower_case(name);
  std::multimap<std::size_t, std::string> near;  // equally near ones stay in the order of the names
  for (const std::string& candidate : names) {
    const std::string lower = lower_case(candidate);
    const bool within = wanted.size() >= 3 && lower.find(wanted) != std::string::npos;
    const std::size_t distance = within ? 1 : edit_distance(wanted, lower);
    if (distance <= 1 + std::max(wanted.size(), lower.size()) / 3) near.emplace(distance, candidate);
  }
  if (near.empty()) {
    const auto listed = names.first(std::min(names.size(), most_listed));
    return "there are " + joined(listed, " and ") + (listed.size() < names.size() ? " and others" : "");
  }
  std::vector<std::string> nearest;
  for (const auto& [distance, candidate] : near) {
    if (nearest.size() < most_suggestions) nearest.push_back(candidate);
  }
  return "did you mean " + joined(nearest, " or ") + "?";
}

}  // namespace aeolian
