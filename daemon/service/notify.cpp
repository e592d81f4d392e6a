// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/service/notify.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <cstdlib>
#include <cstring>

#include "core/printable.h"

namespace aeolian::daemon {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds status_interval{1};
constexpr int feeds_per_period = 4;  // sd_watchdog_enabled(3) advises two; a loaded machine may miss some

}  // namespace

Notify::Notify() : connected_(std::getenv("NOTIFY_SOCKET") != nullptr) {
  std::uint64_t period = 0;  // microseconds
  if (connected_ && sd_watchdog_enabled(/*unset_environment=*/0, &period) > 0) {
    feed_interval_ = microseconds(period) / feeds_per_period;
  }
}

void Notify::look(std::uint64_t steps, const std::function<std::string()>& status, Clock::time_point now) {
  if (!connected_ || steps == 0) {
    return;
  }
  tell_status(status, now);
  if (feed_interval_ && steps != steps_fed_ && now >= next_feed_) {
    send("WATCHDOG=1");
    steps_fed_ = steps;
    next_feed_ = now + *feed_interval_;
  }
}

void Notify::tell_status(const std::function<std::string()>& status, Clock::time_point now) {
  if (now < next_status_) {
    return;
  }
  next_status_ = now + status_interval;
  std::string text = printable_message(status());  // a line break in a name would begin another assignment
  if (text == status_ && ready_) {
    return;
  }
  status_ = std::move(text);
  send((ready_ ? "STATUS=" : "READY=1\nSTATUS=") + status_);
  ready_ = true;
}

void Notify::reloading() {
  const auto now = std::chrono::duration_cast<microseconds>(Clock::now().time_since_epoch());
  send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}\nSTATUS=reloading the configuration", now.count()));
}

void Notify::reloaded() {
  send("READY=1\nSTATUS=" + status_);
}

void Notify::stopping() {
  send("STOPPING=1\nSTATUS=fading out");
}

/** An unreachable service manager is logged only once: it will restart a daemon that it considers dead. */
void Notify::send(const std::string& text) {
  if (!connected_) {
    return;
  }
  const int result = sd_notify(/*unset_environment=*/0, text.c_str());
  if (result < 0 && !complained_) {
    complained_ = true;
    spdlog::warn("the service manager cannot be notified (NOTIFY_SOCKET): {}", std::strerror(-result));
  }
}

std::string status_line(const StatusReport& report, std::uint64_t guard_actions) {
  return fmt::format("{}: {} to {}; {} underruns, {} guard actions", report.state, report.model,
                     report.device, report.underruns, guard_actions);
}

}  // namespace aeolian::daemon
