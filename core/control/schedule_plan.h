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

/** The last time at which hours of play began or ended. */
struct HoursEdge {
  std::optional<Moment> at;  ///< none = longer ago than was looked for
  bool plays = false;
  double fade_s = 0.;
};

/** The last preset that came due. */
struct PresetEdge {
  Moment at;
  std::string name;
  std::optional<double> glide_s;
};

/** What comes next. */
struct ScheduleNext {
  Moment at;
  std::string what;  ///< as "plays, fading in 30 s"
};

/** What a schedule wants at a moment. */
struct SchedulePlan {
  std::optional<HoursEdge> hours;    ///< none = it has no hours of play
  std::optional<PresetEdge> preset;  ///< none = none was due within a year
  std::array<const RandomWalk*, parameter_count>
      walks{};                       ///< of the entries that were given; null = it does not walk
  std::optional<ScheduleNext> next;  ///< of hours and presets, within a year
  Moment valid_until;                ///< nothing of this but the place of a walk changes before
};

/**
 * What `entries` want at `now`, a pure function of both and of the time zone.
 *
 * Hours: on each day those count whose days are the most particular (dates, dates of each year, weekdays, all
 * days), together; `closed` among them closes the day. Without any hours, what is not closed is open. Hours
 * that meet are one. A fade in begins with them and a fade out ends with them, or takes half of them at most.
 * Of presets the last that came due, of walks of one parameter the last line, is the one.
 */
SchedulePlan plan_schedule(std::span<const ScheduleEntry> entries, Moment now);

}  // namespace aeolian
