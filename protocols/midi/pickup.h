// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace aeolian {

/**
 * Soft takeover, as Mixxx does it (src/controllers/softtakeover.cpp): a fader that does not stand where its
 * parameter does moves nothing until it reaches it. Positions are 0..1. The clock is the caller's. One thread
 * at a time.
 */
class Pickup {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr double reach = 3. / 128.;
  static constexpr std::chrono::milliseconds hold{50};

  /**
   * Whether the fader, now at `position`, moves its parameter, now at `target`. The first value is ignored,
   * as it only tells where the fader stands; a value takes over where the way to it comes within `reach` of
   * the target; and for `hold` after one that moved, each moves, however far it jumps.
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

  /** From now on the fader must be picked up again. */
  void arm() {
    last_.reset();
    moved_.reset();
  }

 private:
  std::optional<double> last_;
  std::optional<Clock::time_point> moved_;
};

}  // namespace aeolian
