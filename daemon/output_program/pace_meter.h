// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/realtime.h"

namespace aeolian::daemon {

/**
 * Judges whether a device can have played without a break, from the times at which it requests blocks and
 * from how much it was given. The lateness of a block is the time since the first one, minus the duration of
 * all frames before it; a device that plays evenly keeps it within what its buffer holds.
 *
 * A *stall* is a block that is requested later than the buffer lasts; the device may still catch up from a
 * reserve of its own, by requesting several at once. A *gap* is time that is not made up, in which the device
 * played nothing. Three things look like gaps but are not:
 * - PulseAudio takes the first blocks, then rests for up to two seconds until it has played what it had mixed
 *   before the stream came. The pace is measured once a device has settled.
 * - A sound server that lengthens its own buffer runs ahead, and pauses for as long when it shortens the
 *   buffer again. Only lateness beyond that of the last five seconds is a gap.
 * - A slow clock adds lateness without a break; a virtual device of PulseAudio adds 3 ms a second on a busy
 *   machine, and at times 8. Devices skip whole blocks, so less than 10 ms a second is not a gap.
 *
 * One thread; allocates nothing.
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

  /**
   * Takes note of a block of `frames` requested at `now`, by a device whose buffer holds another `buffer_s`
   * seconds.
   */
  Finding block(Clock::time_point now, std::size_t frames, double buffer_s) noexcept AEOLIAN_NONBLOCKING;

  /** Call it after the last block. Returns the seconds lost since the last finding. */
  double end() const noexcept;

 private:
  static constexpr std::size_t least_blocks = 16;  // in a window, so that at least one of them was on time

  double seconds_since(Clock::time_point then, Clock::time_point now) const noexcept {
    return std::chrono::duration<double>(now - then).count();
  }
  double allowed() const noexcept { return *std::max_element(recent_.begin(), recent_.end()); }
  double lost_until(double late) const noexcept AEOLIAN_NONBLOCKING;
  double end_window() noexcept AEOLIAN_NONBLOCKING;

  const double rate_;
  std::optional<Clock::time_point> first_block_;
  Clock::time_point begin_;
  Clock::time_point window_begin_;
  double given_s_ = 0.;                        // duration of all frames
  double earliest_ = 0.;                       // smallest lateness in the window
  std::size_t blocks_ = 0;                     // in the window
  std::array<double, least_blocks> newest_{};  // lateness of the newest blocks, also of earlier windows
  std::size_t all_blocks_ = 0;
  /**
   * Smallest lateness of each of the last windows; 0, as when the device had settled, until there are that
   * many.
   */
  std::array<double, 5> recent_{};
  std::size_t oldest_ = 0;
  bool is_stalled_ = false;
};

}  // namespace aeolian::daemon
