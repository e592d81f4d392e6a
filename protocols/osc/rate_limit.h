// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>

namespace aeolian::osc {

/** A token bucket: allows at most `burst` at once and `per_second` in the long run. One thread at a time. */
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  RateLimit(double burst, double per_second) : burst_(burst), per_second_(per_second), tokens_(burst) {}

  /** Allows `cost`, and counts it, if there is room for it. */
  bool allows(double cost, Clock::time_point now) {
    if (!has_room(cost, now)) return false;
    tokens_ -= cost;
    return true;
  }
  bool allows_another(Clock::time_point now) { return allows(1., now); }

  bool has_room(double cost, Clock::time_point now) {
    tokens_ = std::min(burst_, tokens_ + per_second_ * std::chrono::duration<double>(now - last_).count());
    last_ = now;
    return tokens_ >= cost;
  }
  /** Counts `cost`, which was allowed by another rule. */
  void charge(double cost) { tokens_ = std::max(tokens_ - cost, 0.); }
  /** Returns the recent use: 0 after a rest, `burst` if nothing more is allowed. */
  double in_use(Clock::time_point now) {
    has_room(0., now);
    return burst_ - tokens_;
  }

 private:
  double burst_;
  double per_second_;
  double tokens_;
  Clock::time_point last_{};
};

}  // namespace aeolian::osc
