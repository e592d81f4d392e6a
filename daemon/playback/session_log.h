// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "core/control/control_log.h"

namespace aeolian {

/**
 * The control log of a live performance, which goes on where no log can be kept. One that cannot be created,
 * as in a folder that is not there or not ours, is told once and misses all; no later try would give a log
 * that replays, as it has to begin with the first step. After the first line that cannot be written, as on a
 * full disk, it says so, ends with its last whole line, and counts what it misses. Any thread.
 */
class SessionLog {
 public:
  /** Before this nothing is written, and nothing missed. */
  void open(ErrorOr<ControlLogWriter> writer);

  void write(const LoggedEvent& logged) { append(logged); }
  void write(const SourceSwitch& source_switch) { append(source_switch); }

  /** Whether what is played is not in the log that was asked for, or no more. */
  bool has_failed() const { return failed_.load(std::memory_order_relaxed); }

  /** Lines that could not be written. */
  std::uint64_t missed() const { return missed_.load(std::memory_order_relaxed); }

 private:
  template <class Line>
  void append(const Line& line);

  std::mutex mutex_;
  bool wanted_ = false;
  std::optional<ControlLogWriter> writer_;  // none where it could not be created
  std::atomic<bool> failed_{false};
  std::atomic<std::uint64_t> missed_{0};
};

}  // namespace aeolian
