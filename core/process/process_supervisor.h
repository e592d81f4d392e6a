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
 * Keeps a program of ours running: starts it, kills it if it gives no sign of life in time, and restarts it
 * when it has ended, with pauses that double from one failure to the next. Waits only in stop(). One thread;
 * the program ends with it.
 */
class ProcessSupervisor {
 public:
  using Clock = std::chrono::steady_clock;
  using Duration = std::chrono::milliseconds;

  struct Options {
    std::string name{};                                   ///< of the program, for Ended
    std::function<ErrorOr<Subprocess>()> start{};         ///< called by poll()
    std::function<void(const std::string&)> read_line{};  ///< called by poll() for each line of its stderr
    Duration first_pause{};                               ///< between the first failure and the next start
    Duration longest_pause{};
    /** Maximum time to the first sign of life; doubled after each start that took longer, up to fourfold. */
    Duration patience_to_begin{};
    Duration stable_after{};       ///< a failure after this long alive counts as new
    Duration patience_to_leave{};  ///< from SIGTERM to SIGKILL, in stop()
  };

  /** Describes how it ended, or why it could not be started. */
  struct Ended {
    std::string why;               ///< such as "aeolian-midi was ended by signal 11 (Segmentation fault)"
    std::optional<int> exit_code;  ///< as in Subprocess; empty = it was never started
    Clock::duration lived{};

    /** Whether it exited by itself, neither killed nor crashed, and so may have said why. */
    bool told_why() const { return exit_code && *exit_code <= Subprocess::signal_base; }
  };

  explicit ProcessSupervisor(Options options) : options_(std::move(options)) {}
  ~ProcessSupervisor() { stop(); }

  /** Starts the program when due, and kills it if it hangs. Call it often, at the latest at next_poll(). */
  std::optional<Ended> poll();
  Clock::time_point next_poll() const { return due_; }

  /** Reports a sign of life; the next one must come within `patience`. */
  void alive(Duration patience);
  /** Kills a program that misbehaves; poll() reports its end with `why`, such as "wrote nonsense". */
  void kill(const std::string& why);
  /** Declares that the end just reported by poll() was no failure: pauses start from the shortest again. */
  void excuse();
  /** True at the first call since the program was last stable, so that a complaint is logged once. */
  bool is_news() { return !std::exchange(has_complained_, true); }

  /** Ends the program. The next poll() restarts it. */
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
  std::optional<Clock::time_point> first_sign_;     ///< of life
  Duration pause_ = options_.first_pause;           ///< after the next failure
  Duration patience_ = options_.patience_to_begin;  ///< of the next start
  bool has_complained_ = false;
};

}  // namespace aeolian
