// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace aeolian {

/**
 * Detects when the machine itself stalls. On every core, a thread sleeps for a millisecond again and again,
 * scheduled like the sound server under test; with real-time scheduling above everything that plays. If it
 * wakes up late, nothing of that priority ran in time on the core, for example because a virtual machine was
 * taken off its processor. No latency of ours can compensate for that. Stops on destruction.
 */
class MachineWatch {
 public:
  enum class Scheduling { real_time, ordinary };

  /** Counts wake-ups that are late by at least `late`. */
  explicit MachineWatch(std::chrono::milliseconds late, Scheduling scheduling = Scheduling::real_time)
      : late_(late), scheduling_(scheduling) {
    for (unsigned core = 0; core < std::thread::hardware_concurrency(); ++core) {
      threads_.emplace_back([this, core](const std::stop_token& stop) { watch(core, stop); });
    }
  }

  /** Number of late wake-ups; any thread. */
  std::uint64_t stalls() const { return stalls_.load(); }
  /** The longest of them, ms. */
  double longest_ms() const { return static_cast<double>(longest_us_.load()) / 1000.; }
  /** False if real-time scheduling was refused, so that lateness proves nothing. */
  bool is_real_time() const { return !refused_.load(); }

 private:
  static constexpr int priority = 95;  // above the 88 of PipeWire's own threads

  void watch(unsigned core, const std::stop_token& stop) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    const sched_param parameters{.sched_priority = priority};
    if (scheduling_ == Scheduling::real_time &&
        pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) != 0) {
      refused_ = true;
    }
    while (!stop.stop_requested()) {
      const auto due = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
      std::this_thread::sleep_until(due);
      const auto by = std::chrono::steady_clock::now() - due;
      if (by < late_) continue;
      ++stalls_;
      const std::int64_t us = std::chrono::duration_cast<std::chrono::microseconds>(by).count();
      for (auto longest = longest_us_.load();
           us > longest && !longest_us_.compare_exchange_weak(longest, us);) {
      }
    }
  }

  const std::chrono::milliseconds late_;
  const Scheduling scheduling_;
  std::atomic<std::uint64_t> stalls_{0};
  std::atomic<std::int64_t> longest_us_{0};
  std::atomic<bool> refused_{false};
  std::vector<std::jthread> threads_;
};

}  // namespace aeolian
