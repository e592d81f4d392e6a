// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace aeolian {

/** A moment, as it passes: the same everywhere, and never twice. */
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

/**
 * What the clock on the wall shows at `moment`, in the zone of TZ or of the system. Any thread; the zone is
 * read by localtime_r, as GCC 12's library knows none.
 */
std::chrono::local_seconds local_time(Moment moment);

/**
 * The first moment at which the clock on the wall shows `time` or later: of an hour that comes twice its
 * first coming, of an hour that summer time leaves out the moment when it would have begun.
 */
Moment moment_of(std::chrono::local_seconds time);

/** As the clock on the wall shows it: "2026-11-24 09:00:00". */
std::string local_text(Moment moment);

}  // namespace aeolian
