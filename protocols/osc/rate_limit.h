#pragma once

#include <algorithm>
#include <chrono>

namespace aeolian {

/** Lets through at most `burst` at once and `per_second` in the long run. One thread at a time. */
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  RateLimit(double burst, double per_second) : burst_(burst), per_second_(per_second), tokens_(burst) {}

  bool allows_another(Clock::time_point now) {
    tokens_ = std::min(burst_, tokens_ + per_second_ * std::chrono::duration<double>(now - last_).count());
    last_ = now;
    if (tokens_ < 1.) return false;
    tokens_ -= 1.;
    return true;
  }

 private:
  double burst_;
  double per_second_;
  double tokens_;
  Clock::time_point last_{};
};

}  // namespace aeolian
