// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/control/control_interface.h"

namespace aeolian::daemon {

/**
 * Notifies the service manager, by sd_notify(3), that the daemon is ready and alive, and of its status. The
 * watchdog is fed only while the generator makes steps, whatever the hardware does. Does nothing without
 * NOTIFY_SOCKET. One thread.
 */
class Notify {
 public:
  using Clock = std::chrono::steady_clock;

  Notify();

  /**
   * Called every few milliseconds by the control loop: `steps` is the number of steps generated; `status`
   * returns a line for people, and is called once a second. The first step makes the service ready.
   */
  void look(std::uint64_t steps, const std::function<std::string()>& status,
            Clock::time_point now = Clock::now());

  /** Tells that the configuration is being reloaded; the manager waits until reloaded(). */
  void reloading();
  void reloaded();

  /** Tells that the sound is fading out; from now on the manager's stop timeout runs. */
  void stopping();

 private:
  void tell_status(const std::function<std::string()>& status, Clock::time_point now);
  void send(const std::string& text);

  bool connected_;
  bool ready_ = false;
  bool complained_ = false;
  std::uint64_t steps_fed_ = 0;                   // when the watchdog was last fed
  std::optional<Clock::duration> feed_interval_;  // none = there is no watchdog
  Clock::time_point next_feed_, next_status_;
  std::string status_;
};

/** Returns the line that `systemctl status` shows. */
std::string status_line(const StatusReport& report, std::uint64_t guard_actions);

}  // namespace aeolian::daemon
