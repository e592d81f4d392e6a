// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/control/random_walk.h"

namespace aeolian {

/** The days on which an entry of the schedule counts. */
struct ScheduleDays {
  /** How particular the days are, the most particular last: of hours on one day the most particular win. */
  enum class Kind : std::uint8_t { all, weekdays, yearly, dates };
  Kind kind = Kind::all;
  std::uint8_t weekdays = 0;  ///< bit n = day n after Sunday
  /** The first and last of the dates; those that come every year bear the leap year 2000. */
  std::chrono::year_month_day first{}, last{};

  bool contain(std::chrono::local_days day) const;
  bool operator==(const ScheduleDays&) const = default;
};

/** One line of the schedule. */
struct ScheduleEntry {
  enum class Action : std::uint8_t { play, closed, preset, walk };
  static constexpr std::size_t longest_line = 400;  ///< characters
  static constexpr double usual_fade_s = 5.;

  std::string text;  ///< as it was written
  ScheduleDays days;
  /** Seconds since midnight; `end` is on the next day where it is not after `begin`. */
  std::optional<std::chrono::seconds> begin, end;
  Action action = Action::play;
  std::optional<double> glide_s;  ///< the fades of play, the glide of a preset; none = the usual one
  std::string preset;
  RandomWalk walk;
  bool operator==(const ScheduleEntry&) const = default;
};

/** What is wrong with a line, and where. */
struct ScheduleFault {
  std::size_t column;   ///< of the character, counted from 1
  std::string message;  ///< what stands there, what was expected, and the nearest right word
};

/**
 * Reads one line:
 *
 *     [DAYS] HH:MM-HH:MM [fade SECONDS]           hours of play
 *     DAYS closed                                 no play on these days
 *     [DAYS] HH:MM preset NAME [over SECONDS]
 *     [DAYS] [HH:MM-HH:MM] walk PATH POINT POINT... every TIME [seed NUMBER]
 *     [DAYS] [HH:MM-HH:MM] round PATH POINT POINT... every TIME
 *
 * DAYS: mon,wed-fri; daily, weekdays, weekends; 2026-12-24; 12-25 (each year); 12-24 to 01-06. Times of day
 * may have seconds. A TIME is a number and s, min or h; seconds without. Points are numbers of the
 * parameter's range, or names of encodings; names with spaces stand in "quotes".
 */
tl::expected<ScheduleEntry, ScheduleFault> parse_schedule_entry(std::string_view line);

/** The fault as a user reads it, with its place in `line`. */
std::string in_words(const ScheduleFault& fault, std::string_view line);

}  // namespace aeolian
