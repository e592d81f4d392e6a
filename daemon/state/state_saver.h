// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "daemon/state/state_file.h"

namespace aeolian::daemon {

/**
 * Saves the state during playback: a thread checks once a second, and writes changes once nothing has changed
 * for a second, or after ten seconds of continuous change. A full disk or lack of memory is reported once,
 * and retried every ten seconds. Any thread may call any method.
 */
class StateSaver {
 public:
  using Clock = std::chrono::steady_clock;
  /** Returns the present state; called on the saver's thread, and by close(). */
  using Now = std::function<State()>;

  struct Pace {
    std::chrono::milliseconds look_interval{1000};
    std::chrono::milliseconds longest_wait{10000};
    std::chrono::milliseconds good_after{5000};  ///< a start that has played for this long is good
  };

  /** `file` must be ours. */
  StateSaver(StateFile file, Now now) : StateSaver(std::move(file), std::move(now), Pace()) {}
  StateSaver(StateFile file, Now now, Pace pace);
  ~StateSaver() { close(true); }
  StateSaver(const StateSaver&) = delete;
  StateSaver& operator=(const StateSaver&) = delete;

  /** Writes pending changes, and ends; `well` = the run ended normally, which makes it a good start. */
  void close(bool well);

  struct Counters {
    std::uint64_t saved = 0, failures = 0;
    bool waits = false;  ///< there are changes that could not be written yet
  };
  Counters counters() const;

 private:
  void run(const std::stop_token& stop);
  void look(Clock::time_point now);
  void save(const std::string& text);
  void failed(std::string_view reason);

  StateFile file_;
  const Now now_;
  const Pace pace_;
  const Clock::time_point begin_ = Clock::now();
  bool good_ = false;
  std::string saved_text_, seen_text_;
  Clock::time_point moving_since_ = begin_;
  std::atomic<std::uint64_t> saved_{0}, failures_{0};
  std::atomic<bool> waits_{false};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace aeolian::daemon
