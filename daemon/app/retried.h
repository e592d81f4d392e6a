// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "core/error.h"

namespace aeolian {

/**
 * Something that is to be open while it plays, and may not be possible yet: a port that another program has,
 * an address or a folder that comes later. It is tried again after pauses that grow from half a second to
 * five. Why it is not open is logged once, and that it is, once more. One thread, but for is_open().
 */
class Retried {
 public:
  using Clock = std::chrono::steady_clock;

  struct Parts {
    std::string name;                     ///< for the log, and
    std::string metric, help;             ///< for the metrics: 1 while it is open
    std::function<ErrorOr<void>()> open;  ///< tries once
    std::function<bool()> is_lost = {};   ///< whether what was open no longer is; none = that stays
  };
  explicit Retried(Parts parts) : parts_(std::move(parts)) {}

  /** Tries, if it is time. */
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

}  // namespace aeolian
