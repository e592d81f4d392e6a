#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "core/control/control_log.h"

namespace aeolian {

/**
 * The control log of a live performance, which goes on where a disk is full: after the first line that cannot
 * be written the log says so, ends with its last whole line, and counts what it misses. Any thread.
 */
class PerformanceLog {
 public:
  /** Before this nothing is written, and nothing missed. */
  void open(ControlLogWriter writer);

  void write(const LoggedEvent& logged) { append(logged); }
  void write(const Entrance& entrance) { append(entrance); }

  /** Lines that could not be written. */
  std::uint64_t missed() const { return missed_.load(std::memory_order_relaxed); }

 private:
  template <class Line>
  void append(const Line& line);

  std::mutex mutex_;
  std::optional<ControlLogWriter> writer_;
  std::atomic<std::uint64_t> missed_{0};
};

}  // namespace aeolian
