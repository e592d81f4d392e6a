#pragma once

#include <chrono>
#include <csignal>

namespace aeolian {

/**
 * SIGINT and SIGTERM as values: blocked in the thread that makes this and in all that it starts from then on,
 * and waited for instead. Make one, first.
 */
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  /** Sleeps for `time`, at most a second; true as soon as one has come. */
  bool came_within(std::chrono::milliseconds time) const {
    const timespec timeout{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds(time).count()};
    return sigtimedwait(&signals_, nullptr, &timeout) > 0;
  }

 private:
  sigset_t signals_{};
};

}  // namespace aeolian
