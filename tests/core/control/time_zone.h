// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdlib.h>
#include <time.h>

#include <chrono>
#include <optional>
#include <string>

#include "core/control/local_time.h"

namespace aeolian {

/** Sets the time zone of this process during its lifetime. */
class TimeZone {
 public:
  explicit TimeZone(const std::string& name) {
    if (const char* before = getenv("TZ")) before_ = before;
    set(name.c_str());
  }
  ~TimeZone() { set(before_ ? before_->c_str() : nullptr); }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

 private:
  static void set(const char* name) {
    name ? setenv("TZ", name, 1) : unsetenv("TZ");
    tzset();
  }
  std::optional<std::string> before_;
};

/** A moment given in UTC. */
inline Moment utc(int year, unsigned month, unsigned day, int hour, int minute = 0, int second = 0) {
  using namespace std::chrono;
  return sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) + hours(hour) +
         minutes(minute) + seconds(second);
}

/** The first moment with this local time in the current zone. */
inline Moment local(int year, unsigned month, unsigned day, int hour, int minute = 0, int second = 0) {
  using namespace std::chrono;
  return moment_of(local_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) +
                   hours(hour) + minutes(minute) + seconds(second));
}

}  // namespace aeolian
