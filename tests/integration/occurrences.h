// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

namespace aeolian {

/**
 * Counts the non-overlapping occurrences of `part` in `whole`, with a tolerance of 2^-20 for 24 bits and for
 * the DC filter.
 */
inline int occurrences(std::span<const float> part, std::span<const float> whole) {
  const auto is_same = [](float a, float b) { return std::abs(a - b) < 0x1p-20f; };
  int found = 0;
  for (auto at = whole.begin();; at += std::ssize(part), ++found) {
    at = std::search(at, whole.end(), part.begin(), part.end(), is_same);
    if (at == whole.end()) return found;
  }
}

}  // namespace aeolian
