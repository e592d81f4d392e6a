// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <csignal>
#include <utility>

namespace aeolian::daemon {

/**
 * Receives SIGINT, SIGQUIT, SIGTERM and SIGHUP synchronously: they are blocked in the creating thread and in
 * all threads started later, and waited for instead. Create it before any thread. One thread.
 */
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGQUIT);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  /**
   * Sleeps for `time`, at most a second, or until a signal comes; true = the signal asks to stop, as the
   * SIGHUP of a closed terminal does.
   */
  bool came_within(std::chrono::milliseconds time) const {
    const timespec timeout{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds(time).count()};
    siginfo_t info{};
    if (sigtimedwait(&signals_, &info, &timeout) <= 0) return false;
    if (info.si_signo != SIGHUP || info.si_code == SI_KERNEL) return true;
    reload_asked_ = true;
    return false;
  }

  /** Whether a SIGHUP has requested a reload since the last call. */
  bool reload_asked() const { return std::exchange(reload_asked_, false); }

 private:
  sigset_t signals_{};
  mutable bool reload_asked_ = false;
};

}  // namespace aeolian::daemon
