// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace aeolian::midi {

/**
 * Soft takeover as in Mixxx (src/controllers/softtakeover.cpp): a fader has no effect until it reaches the
 * parameter's present value. Positions are 0..1. The caller provides the time. One thread at a time.
 */
class Pickup {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr double reach = 3. / 128.;
  static constexpr std::chrono::milliseconds hold{50};

  /**
   * Whether the fader, now at `position`, moves its parameter, now at `target`. The first value is ignored,
   * because it only shows where the fader is. A value takes over if the movement to it comes within `reach`
   * of the target. For `hold` after a value that had an effect, every value has one, however far it jumps.
   */
  bool takes(double position, double target, Clock::time_point now) {
    const auto before = std::exchange(last_, position);
    if (!before) return false;
    const bool holds = moved_ && now - *moved_ <= hold;
    const bool met =
        std::min(*before, position) - reach <= target && target <= std::max(*before, position) + reach;
    if (!holds && !met) return false;
    moved_ = now;
    return true;
  }

  /** Requires the fader to be picked up again. */
  void arm() {
    last_.reset();
    moved_.reset();
  }

 private:
  std::optional<double> last_;
  std::optional<Clock::time_point> moved_;
};

}  // namespace aeolian::midi
