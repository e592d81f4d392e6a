// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "core/stream/shared_stream.h"

namespace aeolian::daemon {

/**
 * Watches the output for gaps and stalls: warns at most every ten seconds, and knows whether they persist.
 * One thread polls; any thread may ask.
 */
class OutputWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /** Called every few milliseconds. */
  void look(const StreamCounters& counters, Clock::time_point now = Clock::now());

  /** Whether gaps or stalls have occurred for more than ten seconds without a break of five seconds. */
  bool is_breaking_up() const { return is_breaking_up_.load(std::memory_order_relaxed); }

 private:
  struct Counts {
    std::uint64_t gaps = 0, gap_time = 0, stalls = 0, device_late = 0;
  };

  void warn(const Counts& counts) const;

  Counts seen_;    // at the last poll
  Counts warned_;  // at the last warning
  Clock::time_point first_fault_, last_fault_;
  std::optional<Clock::time_point> last_warning_;
  bool is_troubled_ = false;
  std::atomic<bool> is_breaking_up_{false};
};

}  // namespace aeolian::daemon
