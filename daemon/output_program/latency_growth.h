// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace aeolian {

/** What a device has shown since the start of its process. */
struct DeviceFaults {
  std::uint64_t gaps = 0;  ///< that were measured, and that the device told
  std::uint64_t stalls = 0;
};

/**
 * Decides when a device needs a longer latency than it has: after each gap, and after three stalls in ten
 * seconds, it is doubled, up to `longest`. The first moments after an opening do not count. One thread.
 */
class LatencyGrowth {
 public:
  using Clock = std::chrono::steady_clock;

  /** From `seconds` on, opened `now`. */
  LatencyGrowth(double seconds, double longest, Clock::time_point now)
      : latency_(seconds), longest_(longest), opened_(now) {}

  /** Every now and then: the latency to take from now on, seconds; nothing = the one that it has. */
  std::optional<double> look(const DeviceFaults& faults, Clock::time_point now);

  /** The device plays with the latency that look() gave, since `now`. */
  void reopened(Clock::time_point now) { opened_ = now; }

  double latency() const { return latency_; }

 private:
  double latency_;
  double longest_;
  Clock::time_point opened_;
  DeviceFaults seen_;
  Clock::time_point first_stall_;  // of those that count
  int stalls_ = 0;
};

}  // namespace aeolian
