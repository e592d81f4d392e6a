// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/process/subprocess.h"

namespace aeolian {

/**
 * Keeps a program of ours running: starts it, kills it when it gives no sign of life in time, and starts it
 * again when it has ended, with pauses that double from one end to the next. Never waits, but in stop(). One
 * thread, with which the program ends.
 */
class ProcessSupervisor {
 public:
  using Clock = std::chrono::steady_clock;
  using Duration = std::chrono::milliseconds;

  struct Options {
    std::string name{};                                   ///< of the program, in the words of Ended
    std::function<ErrorOr<Subprocess>()> start{};         ///< called by poll()
    std::function<void(const std::string&)> read_line{};  ///< called by poll() for each line of its stderr
    Duration first_pause{};                               ///< between the first end and the next start
    Duration longest_pause{};
    Duration patience_to_begin{};  ///< until the first sign of life
    Duration stable_after{};       ///< of life: what goes wrong later is new
    Duration patience_to_leave{};  ///< from SIGTERM to SIGKILL, in stop()
  };

  /** How it ended, or why it could not be started. */
  struct Ended {
    std::string why;               ///< as "aeolian-midi was ended by signal 11 (Segmentation fault)"
    std::optional<int> exit_code;  ///< as of Subprocess; empty = it was never started
    Clock::duration lived{};
  };

  explicit ProcessSupervisor(Options options) : options_(std::move(options)) {}
  ~ProcessSupervisor() { stop(); }

  /** Starts it where that is due, and ends it where it hangs. To be called often, at the latest at
   * next_poll(). */
  std::optional<Ended> poll();
  Clock::time_point next_poll() const { return due_; }

  /** It gave a sign of life, and is to give the next one within `patience`. */
  void alive(Duration patience);
  /** Ends one that does wrong; poll() tells its end with `why`, as "wrote nonsense". */
  void kill(const std::string& why);
  /** The end that poll() has just told was no fault: the pauses begin anew with the one that follows it. */
  void excuse();
  /** Whether this is called for the first time since it was last stable: a complaint is made once. */
  bool is_news() { return !std::exchange(has_complained_, true); }

  /** Ends it. The next poll() starts it again. */
  void stop();

 private:
  std::optional<Ended> begin();
  Ended end(int exit_code);
  void pause();

  const Options options_;
  std::optional<Subprocess> process_;
  std::string fault_;        ///< why it was killed
  Clock::time_point due_{};  ///< of the next start, or of the next sign of life
  Clock::time_point started_{};
  std::optional<Clock::time_point> first_sign_;  ///< of life
  Duration pause_ = options_.first_pause;        ///< before the next start but one
  bool has_complained_ = false;
};

}  // namespace aeolian
