// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace aeolian {

/** Measures device frames per second over the last seconds. One thread polls, any thread may ask. */
class RateMeter {
 public:
  /** `frames` since the start; called regularly. */
  void look(std::uint64_t frames) {
    using Clock = std::chrono::steady_clock;
    constexpr double interval = 2.;  // seconds
    const Clock::time_point now = Clock::now();
    const double elapsed = std::chrono::duration<double>(now - since_).count();
    if (elapsed < interval) return;
    if (since_ != Clock::time_point()) {
      rate_.store(static_cast<double>(frames - frames_) / elapsed, std::memory_order_relaxed);
    }
    since_ = now;
    frames_ = frames;
  }

  /** Hz; 0 in the first seconds. */
  double rate() const { return rate_.load(std::memory_order_relaxed); }

 private:
  std::chrono::steady_clock::time_point since_{};
  std::uint64_t frames_ = 0;
  std::atomic<double> rate_{0.};
};

}  // namespace aeolian
