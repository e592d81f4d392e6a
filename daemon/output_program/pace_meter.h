// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/realtime.h"

namespace aeolian {

/**
 * Judges from the times at which a device requests blocks, and from how much it was given, whether it can
 * have played without a break. The lateness of a block is the time since the first one, minus the duration of
 * all frames before it; a device that plays evenly keeps it within what its buffer holds.
 *
 * A *stall* is a block that is requested later than the buffer lasts; the device may still catch up from a
 * reserve of its own, by requesting several at once. A *gap* is time that is not made up, in which the device
 * played nothing. A sound server that lengthens its own buffer runs ahead, as PulseAudio does when it starts,
 * and pauses for as long when it shortens the buffer again: only lateness beyond that of the last five
 * seconds is a gap. One thread; allocates nothing.
 */
class PaceMeter {
 public:
  using Clock = std::chrono::steady_clock;

  struct Finding {
    bool stall = false;  ///< a stall has just begun
    double gap_s = 0.;   ///< seconds lost, just detected; 0 = none
  };

  /** For a device at `rate` Hz. */
  explicit PaceMeter(double rate) : rate_(rate) {}

  /** A block of `frames` is requested `now`, by a device whose buffer holds another `buffer_s` seconds. */
  Finding block(Clock::time_point now, std::size_t frames, double buffer_s) noexcept AEOLIAN_NONBLOCKING;

 private:
  double seconds_since(Clock::time_point then, Clock::time_point now) const noexcept {
    return std::chrono::duration<double>(now - then).count();
  }
  double allowed() const noexcept { return *std::max_element(recent_.begin(), recent_.end()); }
  double end_window() noexcept AEOLIAN_NONBLOCKING;

  const double rate_;
  bool begun_ = false;
  Clock::time_point begin_;
  Clock::time_point window_begin_;
  double given_s_ = 0.;   // duration of all frames
  double earliest_ = 0.;  // smallest lateness in the window
  int blocks_ = 0;        // in the window
  /** Smallest lateness of each of the last windows; 0, the first block's, before there are as many. */
  std::array<double, 5> recent_{};
  std::size_t oldest_ = 0;
  bool is_stalled_ = false;
};

}  // namespace aeolian
