// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/realtime.h"

namespace aeolian {

/**
 * A histogram of durations: bins of an eighth of an octave from 1 us to 16 s. One thread records, any thread
 * may read meanwhile.
 */
class TimeHistogram {
 public:
  void record(std::chrono::nanoseconds duration) noexcept AEOLIAN_NONBLOCKING;

  /**
   * The duration that a share (0..1) of all did not exceed, rounded up to the bin's end; 0 if there are none.
   */
  std::chrono::nanoseconds quantile(double share) const noexcept;

  /** The number of durations up to 2^`exponent` microseconds; exponent at most 23. */
  std::uint64_t count_up_to(int exponent) const noexcept;

  std::chrono::nanoseconds mean() const noexcept;

  std::chrono::nanoseconds longest() const noexcept {
    return std::chrono::nanoseconds(longest_.load(std::memory_order_relaxed));
  }
  std::uint64_t count() const noexcept { return count_.load(std::memory_order_relaxed); }

 private:
  static constexpr int bins_an_octave = 8;
  static constexpr std::size_t bins = 24 * bins_an_octave;

  std::array<std::atomic<std::uint64_t>, bins> bins_{};
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::int64_t> total_{0};    // nanoseconds
  std::atomic<std::int64_t> longest_{0};  // nanoseconds
};

}  // namespace aeolian
