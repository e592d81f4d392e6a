// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace aeolian::oscquery {

/**
 * Keeps a thread within a share of a core in the long run: after each piece of work it returns how long to
 * rest. `burst` of processor time may be used before the first rest. One thread.
 */
class DutyCycle {
 public:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;

  /** `share` of a core, 0 to 1. */
  DutyCycle(double share, Seconds burst) : share_(share), burst_(burst), credit_(burst) {}

  /** Returns how long to rest after work that took `used` of processor time and ended at `now`. */
  Seconds rest_after(Seconds used, Clock::time_point now);

 private:
  double share_;
  Seconds burst_;
  Seconds credit_;  ///< of processor time; below 0 = a rest is due
  Clock::time_point last_{};
};

}  // namespace aeolian::oscquery
