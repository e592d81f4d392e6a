// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "core/realtime.h"

namespace aeolian {

/**
 * The latest value set by one thread, read whole by any other: a sequence lock, whose writer never waits
 * (Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012).
 */
template <class Value>
class LatestValue {
  static_assert(std::is_trivially_copyable_v<Value>);

 public:
  LatestValue() { set(Value{}); }

  /** One thread. */
  void set(const Value& value) noexcept AEOLIAN_NONBLOCKING {
    std::array<std::uint32_t, words> copy{};
    std::memcpy(copy.data(), &value, sizeof value);
    const std::uint32_t sequence = sequence_.load(std::memory_order_relaxed);
    sequence_.store(sequence + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    for (std::size_t i = 0; i < words; ++i) words_[i].store(copy[i], std::memory_order_relaxed);
    sequence_.store(sequence + 2, std::memory_order_release);
  }

  /** Any thread; retries while a value is being set. */
  Value get() const noexcept {
    std::array<std::uint32_t, words> copy{};
    std::uint32_t before = 0, after = 0;
    do {
      before = sequence_.load(std::memory_order_acquire);
      for (std::size_t i = 0; i < words; ++i) copy[i] = words_[i].load(std::memory_order_relaxed);
      std::atomic_thread_fence(std::memory_order_acquire);
      after = sequence_.load(std::memory_order_relaxed);
    } while (before != after || before % 2 != 0);
    Value value;
    std::memcpy(static_cast<void*>(&value), copy.data(), sizeof value);
    return value;
  }

 private:
  static constexpr std::size_t words = (sizeof(Value) + 3) / 4;
  std::atomic<std::uint32_t> sequence_{0};
  std::array<std::atomic<std::uint32_t>, words> words_{};
};

}  // namespace aeolian
