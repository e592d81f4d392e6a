// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "core/control/event.h"
#include "core/control/local_time.h"
#include "core/control/schedule_entry.h"

namespace aeolian {

/** The last opening or closing. */
struct HoursEdge {
  std::optional<Moment> at;  ///< none = longer ago than the search goes
  bool plays = false;
  double fade_s = 0.;
};

/** The last preset or moment that came due. */
struct RecallEdge {
  Moment at;
  ScheduleEntry::Action what;
  std::string name;
  std::optional<double> glide_s;  ///< of a preset
};

/** The next change. */
struct ScheduleNext {
  Moment at;
  std::string what;  ///< such as "plays, fading in 30 s"
};

/** The state that a schedule wants at a moment. */
struct SchedulePlan {
  std::optional<HoursEdge> hours;                          ///< none = there are no opening hours
  std::optional<RecallEdge> recall;                        ///< none = none was due within a year
  std::array<const RandomWalk*, parameter_count> walks{};  ///< of the given entries; null = not walking
  std::optional<ScheduleNext> next;                        ///< of hours, presets and moments, within a year
  Moment valid_until;                                      ///< until then only the positions of walks change
};

/**
 * The state wanted by `entries` at `now`, a pure function of both and of the time zone.
 *
 * Hours: on each day, all entries with the most specific kind of days apply (dates, then yearly dates,
 * weekdays, all days); `closed` among them closes the day. Without any hours, every day that is not closed is
 * open. Adjacent hours are merged. A fade-in starts at the beginning and a fade-out ends at the end of the
 * hours; each takes at most half of them. The last preset or moment that came due applies; among walks of the
 * same parameter, the last line.
 */
SchedulePlan plan_schedule(std::span<const ScheduleEntry> entries, Moment now);

}  // namespace aeolian
