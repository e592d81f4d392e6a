// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/control/control_interface.h"

namespace aeolian {

/**
 * What the service manager is told, by sd_notify(3): that the daemon is ready, what it does, and that it is
 * alive. Alive is the generator, whatever the hardware does: the watchdog is fed only while steps are made.
 * Without NOTIFY_SOCKET it does nothing. One thread.
 */
class Notify {
 public:
  using Clock = std::chrono::steady_clock;

  Notify();

  /**
   * Every few milliseconds by the control loop: `steps` is the number of steps that the generator has made,
   * `status` a line for people, which is asked for once a second. The first step makes the service ready.
   */
  void look(std::uint64_t steps, const std::function<std::string()>& status,
            Clock::time_point now = Clock::now());

  /** The configuration is being read again; until reloaded() the manager waits. */
  void reloading();
  void reloaded();

  /** Fading out; from now on the manager counts the time to the end. */
  void stopping();

 private:
  void tell_status(const std::function<std::string()>& status, Clock::time_point now);
  void send(const std::string& text);

  bool connected_;
  bool ready_ = false;
  bool complained_ = false;
  std::uint64_t steps_fed_ = 0;                   // as many as there were when the watchdog was fed last
  std::optional<Clock::duration> feed_interval_;  // none = nobody watches
  Clock::time_point next_feed_, next_status_;
  std::string status_;
};

/** The line that `systemctl status` shows. */
std::string status_line(const StatusReport& report, std::uint64_t guard_actions);

}  // namespace aeolian
