// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "core/error.h"

namespace aeolian::daemon {

/**
 * A resource that should be open during playback but may not be available yet: a port used by another
 * program, or an address or folder that appears later. Retries with pauses that grow from half a second to
 * five seconds. Logs once why it is not open, and once that it has opened. One thread, except for is_open().
 */
class Retried {
 public:
  using Clock = std::chrono::steady_clock;

  struct Parts {
    std::string name;                     ///< for log messages
    std::string metric, help;             ///< for the metrics: 1 while it is open
    std::function<ErrorOr<void>()> open;  ///< tries once
    std::function<bool()> is_lost = {};   ///< whether it has closed again; none = it stays open
  };
  explicit Retried(Parts parts) : parts_(std::move(parts)) {}

  /** Tries to open it, if a retry is due. */
  void poll(Clock::time_point now = Clock::now());

  bool is_open() const { return open_; }  ///< any thread
  const std::string& metric() const { return parts_.metric; }
  const std::string& help() const { return parts_.help; }

 private:
  const Parts parts_;
  std::atomic<bool> open_{false};
  bool told_ = false;
  Clock::duration pause_{};
  Clock::time_point next_{};
};

}  // namespace aeolian::daemon
