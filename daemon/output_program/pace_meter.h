// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/realtime.h"

namespace aeolian {

/**
 * Judges by when a device asks for blocks, against how much it was given, whether it can have played on
 * without a break. How late a block is asked for is the time since the first one, less the time that all
 * frames before it last; a device that plays evenly keeps that within what its buffer holds.
 *
 * A *stall* is a block that comes later than the buffer lasts; the device may still make it up from a
 * reserve of its own, by asking for several at once. A *gap* is time that is not made up: in it the device
 * played nothing. A sound server that lengthens its own buffer runs ahead, and pauses by as much when it
 * shortens the buffer again: only lateness beyond the highest so far is a gap. One thread; allocates nothing.
 */
class PaceMeter {
 public:
  using Clock = std::chrono::steady_clock;

  struct Finding {
    bool stall = false;  ///< one has just begun
    double gap_s = 0.;   ///< seconds that were lost, as just found; 0 = none
  };

  /** For a device at `rate` Hz. */
  explicit PaceMeter(double rate) : rate_(rate) {}

  /** A block of `frames` is asked for `now`, by a device whose buffer holds `buffer_s` seconds beside it. */
  Finding block(Clock::time_point now, std::size_t frames, double buffer_s) noexcept AEOLIAN_NONBLOCKING;

 private:
  double seconds_since(Clock::time_point then, Clock::time_point now) const noexcept {
    return std::chrono::duration<double>(now - then).count();
  }
  double end_window() noexcept AEOLIAN_NONBLOCKING;

  const double rate_;
  bool begun_ = false;
  Clock::time_point begin_;
  Clock::time_point window_begin_;
  double given_s_ = 0.;      // what all frames last
  double earliest_ = 0.;     // least lateness of the window
  int blocks_ = 0;           // of the window
  bool has_window_ = false;  // after the first window
  double allowed_ = 0.;      // highest least lateness of a window so far: no sound was missing then
  bool is_stalled_ = false;
};

}  // namespace aeolian
