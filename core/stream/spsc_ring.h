// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "core/realtime.h"

namespace aeolian {

/**
 * A wait-free queue between exactly one producer and one consumer, threads or processes: it contains no
 * pointers, so it can be placed in shared memory. Positions count items since the start and never wrap (64
 * bits).
 */
template <class T, std::size_t Capacity>
class SpscRing {
  static_assert(std::has_single_bit(Capacity), "positions are masked");
  static_assert(std::is_trivially_copyable_v<T>, "items are copied as bytes between processes");
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

 public:
  static constexpr std::size_t capacity() { return Capacity; }

  /**
   * Producer only: appends as many of `items` as fit, which become visible to the consumer together; returns
   * their number.
   */
  std::size_t push(std::span<const T> items) noexcept AEOLIAN_NONBLOCKING {
    const std::uint64_t end = written_.load(std::memory_order_relaxed);
    const std::size_t room =
        Capacity - static_cast<std::size_t>(end - taken_.load(std::memory_order_acquire));
    const std::size_t count = std::min(items.size(), room);
    const std::size_t start = static_cast<std::size_t>(end) & mask;
    const std::size_t first = std::min(count, Capacity - start);
    std::copy_n(items.begin(), first, items_.begin() + start);
    std::copy_n(items.begin() + first, count - first, items_.begin());
    written_.store(end + count, std::memory_order_release);
    return count;
  }

  /** Producer only: appends `item`; returns false and changes nothing if the ring is full. */
  bool push(const T& item) noexcept AEOLIAN_NONBLOCKING { return push(std::span<const T>(&item, 1)) == 1; }

  /** Consumer only: moves the oldest items to the front of `items`; returns their number. */
  std::size_t pop(std::span<T> items) noexcept AEOLIAN_NONBLOCKING {
    const std::uint64_t begin = taken_.load(std::memory_order_relaxed);
    const std::size_t waiting = static_cast<std::size_t>(written_.load(std::memory_order_acquire) - begin);
    const std::size_t count = std::min(items.size(), waiting);
    const std::size_t start = static_cast<std::size_t>(begin) & mask;
    const std::size_t first = std::min(count, Capacity - start);
    std::copy_n(items_.begin() + start, first, items.begin());
    std::copy_n(items_.begin(), count - first, items.begin() + first);
    taken_.store(begin + count, std::memory_order_release);
    return count;
  }

  /** Consumer only: takes the oldest item; returns false and leaves `item` unchanged if the ring is empty. */
  bool pop(T& item) noexcept AEOLIAN_NONBLOCKING { return pop(std::span<T>(&item, 1)) == 1; }

  /**
   * Consumer only: copies the oldest item without removing it; returns false and leaves `item` unchanged if
   * the ring is empty.
   */
  bool peek(T& item) const noexcept AEOLIAN_NONBLOCKING {
    const std::uint64_t begin = taken_.load(std::memory_order_relaxed);
    if (written_.load(std::memory_order_acquire) == begin) {
      return false;
    }
    item = items_[static_cast<std::size_t>(begin) & mask];
    return true;
  }

  /** Any thread: items in the queue. An upper bound for the producer, a lower bound for the consumer. */
  std::size_t size() const noexcept AEOLIAN_NONBLOCKING {
    // Read in this order, a third thread never sees more taken than written.
    const std::uint64_t taken = taken_.load(std::memory_order_acquire);
    return static_cast<std::size_t>(written_.load(std::memory_order_acquire) - taken);
  }

  /** Any thread: items pushed since the start. */
  std::uint64_t written() const noexcept AEOLIAN_NONBLOCKING {
    return written_.load(std::memory_order_acquire);
  }

  /** Any thread: items popped since the start. */
  std::uint64_t taken() const noexcept AEOLIAN_NONBLOCKING { return taken_.load(std::memory_order_acquire); }

 private:
  static constexpr std::size_t mask = Capacity - 1;
  static constexpr std::size_t cache_line = 64;  // each side writes to its own cache line

  alignas(cache_line) std::atomic<std::uint64_t> written_{0};
  alignas(cache_line) std::atomic<std::uint64_t> taken_{0};
  alignas(cache_line) std::array<T, Capacity> items_{};
};

}  // namespace aeolian
