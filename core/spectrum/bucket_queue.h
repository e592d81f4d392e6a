// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace aeolian {

/**
 * A priority queue of small integers with `levels` priorities: push and pop take a few nanoseconds, compared
 * with a hundred for a binary heap. Last in, first out within a level. One thread at a time; nothing
 * allocates after construction.
 */
class BucketQueue {
 public:
  static constexpr int levels = 2048;

  /** For items 0 to `items` - 1, each of which may be in the queue at most once at a time. */
  explicit BucketQueue(std::size_t items) : next_(items) {}

  bool empty() const { return occupied_words_ == 0; }

  void clear() {
    occupied_.fill(0);
    occupied_words_ = 0;
  }

  /** `level` from 0 (last out) to levels - 1 (first out). */
  void push(int item, int level) {
    const auto at = static_cast<std::size_t>(level);
    std::uint64_t& word = occupied_[at / 64];
    const std::uint64_t bit = std::uint64_t{1} << (at % 64);
    next_[static_cast<std::size_t>(item)] = (word & bit) ? heads_[at] : none;
    heads_[at] = item;
    word |= bit;
    occupied_words_ |= std::uint32_t{1} << (at / 64);
  }

  /** Removes and returns an item of the highest level. The queue must not be empty. */
  int pop() {
    const auto word = static_cast<std::size_t>(31 - std::countl_zero(occupied_words_));
    const auto bit = static_cast<std::size_t>(63 - std::countl_zero(occupied_[word]));
    const int item = heads_[word * 64 + bit];
    heads_[word * 64 + bit] = next_[static_cast<std::size_t>(item)];
    if (heads_[word * 64 + bit] == none) {
      occupied_[word] &= ~(std::uint64_t{1} << bit);
      if (occupied_[word] == 0) occupied_words_ &= ~(std::uint32_t{1} << word);
    }
    return item;
  }

 private:
  static constexpr int none = -1;

  std::uint32_t occupied_words_ = 0;                   // one bit per word of occupied_
  std::array<std::uint64_t, levels / 64> occupied_{};  // one bit per level
  std::array<int, levels> heads_{};                    // the first item of each occupied level
  std::vector<int> next_;                              // the item after each item
};

}  // namespace aeolian
