// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/control/control_log.h"

namespace aeolian::daemon {

/**
 * The control log of a live performance, which continues even if the log fails. If the log cannot be created,
 * as in a missing folder or one that belongs to others, that is reported once, every line counts as missed,
 * and there is no retry, because a log must begin with the first step to be replayed. At the first line that
 * cannot be written, as on a full disk, it reports the failure, ends with its last whole line, and counts the
 * lines missed. Any thread.
 */
class SessionLog {
 public:
  /** Opens the log. Before this call nothing is written, and nothing counts as missed. */
  void open(ErrorOr<ControlLogWriter> writer);

  void write(const LoggedEvent& logged) { append(logged); }
  void write(const SourceSwitch& source_switch) { append(source_switch); }

  /** Ends the log before `step` because lines are missing from there on; `why` is reported. */
  void end(const std::string& why, std::uint64_t step);

  /** Whether a log was requested that the performance is not, or no longer, written to. */
  bool has_failed() const { return failed_.load(std::memory_order_relaxed); }

  /** Returns the number of lines that could not be written. */
  std::uint64_t missed() const { return missed_.load(std::memory_order_relaxed); }

 private:
  void fail(const std::string& why, std::uint64_t step);
  template <class Line>
  void append(const Line& line);

  std::mutex mutex_;
  bool wanted_ = false;
  std::optional<ControlLogWriter> writer_;  // none if it could not be created
  std::atomic<bool> failed_{false};
  std::atomic<std::uint64_t> missed_{0};
};

}  // namespace aeolian::daemon
