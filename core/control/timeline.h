// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace aeolian {

/**
 * A queue of items ordered by time; items with the same time keep the order in which they were added.
 * Bounded, so that a sender cannot exhaust memory, and allocated at construction, so that real-time threads
 * may use it. One thread at a time. `Time` is any ordered type.
 */
template <class Time, class Item>
class Timeline {
 public:
  explicit Timeline(std::size_t capacity) : capacity_(capacity) { heap_.reserve(capacity); }

  std::size_t size() const { return heap_.size(); }
  std::size_t room() const { return capacity_ - heap_.size(); }

  /** Adds an item; returns false and changes nothing if full. */
  bool push(Time time, Item item) {
    if (room() == 0) return false;
    heap_.push_back({time, arrivals_++, std::move(item)});
    std::ranges::push_heap(heap_, later);
    return true;
  }

  /** The time of the first item. */
  std::optional<Time> next() const {
    if (heap_.empty()) return {};
    return heap_.front().time;
  }

  /** Removes and returns the first item due by `now`. */
  std::optional<Item> pop_due(Time now) {
    if (heap_.empty() || now < heap_.front().time) return {};
    std::ranges::pop_heap(heap_, later);
    Item item = std::move(heap_.back().item);
    heap_.pop_back();
    return item;
  }

 private:
  struct Entry {
    Time time;
    std::uint64_t arrival;
    Item item;
  };
  static bool later(const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time > b.time : a.arrival > b.arrival;
  }

  std::size_t capacity_;
  std::uint64_t arrivals_ = 0;
  std::vector<Entry> heap_;
};

}  // namespace aeolian
