// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace aeolian {

/** A point in time, UTC. */
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

/**
 * The local time at `moment`, in the time zone of TZ or of the system. Any thread; uses localtime_r, because
 * the standard library of GCC 12 has no time zones.
 */
std::chrono::local_seconds local_time(Moment moment);

/**
 * The first moment at which local time is `time` or later: for an hour that occurs twice, the first; for an
 * hour that daylight saving skips, the moment of the change.
 */
Moment moment_of(std::chrono::local_seconds time);

/** Local time as text: "2026-11-24 09:00:00". */
std::string local_text(Moment moment);

}  // namespace aeolian
