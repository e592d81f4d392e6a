// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace aeolian::daemon {

/**
 * Measures device frames per second over the last seconds. Devices take frames in blocks, of up to 0.2 s
 * behind a sound server, so the measurement runs from block to block. One thread polls; any thread may ask.
 */
class RateMeter {
 public:
  using Clock = std::chrono::steady_clock;

  /** Called regularly with the number of frames since the start. */
  void look(std::uint64_t frames, Clock::time_point now) {
    constexpr std::chrono::seconds interval{5};
    if (frames == seen_) {
      if (now - moved_ > interval) restart();
      return;
    }
    seen_ = frames;
    moved_ = now;
    const auto elapsed = now - since_;
    if (since_ != Clock::time_point() && elapsed < interval) return;
    if (since_ != Clock::time_point()) {
      const double seconds = std::chrono::duration<double>(elapsed).count();
      rate_.store(static_cast<double>(frames - frames_) / seconds, std::memory_order_relaxed);
    }
    since_ = now;
    frames_ = frames;
  }

  /** Hz; 0 in the first seconds, and while the device takes nothing. */
  double rate() const { return rate_.load(std::memory_order_relaxed); }

 private:
  void restart() {
    since_ = {};
    rate_.store(0., std::memory_order_relaxed);
  }

  std::uint64_t seen_ = 0;
  Clock::time_point moved_{};
  Clock::time_point since_{};  ///< of the first block measured; the epoch = none yet
  std::uint64_t frames_ = 0;   ///< at that time
  std::atomic<double> rate_{0.};
};

}  // namespace aeolian::daemon
