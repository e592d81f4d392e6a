// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace aeolian::daemon {

/** The faults of a device since its process started. */
struct DeviceFaults {
  std::uint64_t gaps = 0;  ///< measured, plus those reported by the device
  std::uint64_t stalls = 0;
};

/**
 * Decides when a device needs a longer latency: it is doubled, up to `longest`, after each gap and after
 * three stalls in ten seconds. The first five seconds after opening are ignored. One thread.
 */
class LatencyGrowth {
 public:
  using Clock = std::chrono::steady_clock;

  /** Starts with a latency of `seconds`, opened at `now`. */
  LatencyGrowth(double seconds, double longest, Clock::time_point now)
      : latency_(seconds), longest_(longest), opened_(now) {}

  /** Called regularly. Returns the new latency in seconds; nothing = keep the present one. */
  std::optional<double> look(const DeviceFaults& faults, Clock::time_point now);

  /** Tells that the device has been playing with the new latency since `now`. */
  void reopened(Clock::time_point now) { opened_ = now; }

  double latency() const { return latency_; }

 private:
  double latency_;
  double longest_;
  Clock::time_point opened_;
  DeviceFaults seen_;
  Clock::time_point first_stall_;  // of those being counted
  int stalls_ = 0;
};

}  // namespace aeolian::daemon
