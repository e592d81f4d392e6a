// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/local_time.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace aeolian {
namespace {

using namespace std::chrono;

/** The largest offsets of time zones from UTC. */
constexpr hours easternmost{14}, westernmost{12};

std::tm broken_down(sys_seconds moment) {
  const std::time_t time = moment.time_since_epoch().count();
  std::tm shown{};
  localtime_r(&time, &shown);
  return shown;
}

/** The local time zone's offset from UTC. */
seconds ahead_at(sys_seconds moment) {
  return seconds(broken_down(moment).tm_gmtoff);
}

/** The first second with the UTC offset of `after`, which is not that of `before`. */
sys_seconds change_between(sys_seconds before, sys_seconds after) {
  const seconds old = ahead_at(before);
  while (after - before > 1s) {
    const sys_seconds middle = before + (after - before) / 2;
    (ahead_at(middle) == old ? before : after) = middle;
  }
  return after;
}

}  // namespace

local_seconds local_time(Moment moment) {
  const auto second = floor<seconds>(moment);
  return local_seconds(second.time_since_epoch() + ahead_at(second));
}

Moment moment_of(local_seconds time) {
  const sys_seconds as_if_utc(time.time_since_epoch());
  const sys_seconds earliest = as_if_utc - easternmost, latest = as_if_utc + westernmost;
  const seconds before = ahead_at(earliest), after = ahead_at(latest);
  if (before == after) return as_if_utc - before;
  const sys_seconds change = change_between(earliest, latest);
  if (as_if_utc - before < change) return as_if_utc - before;
  return std::max(change, as_if_utc - after);
}

std::string local_text(Moment moment) {
  const std::tm shown = broken_down(floor<seconds>(moment));
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &shown);
  return text.data();
}

}  // namespace aeolian
