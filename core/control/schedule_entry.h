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

/** The days to which an entry applies. */
struct ScheduleDays {
  /** From the least to the most specific: among the hours of a day, the most specific kind wins. */
  enum class Kind : std::uint8_t { all, weekdays, yearly, dates };
  Kind kind = Kind::all;
  std::uint8_t weekdays = 0;  ///< bit n = day n, Sunday = 0
  /** The first and last date; for yearly dates the year is 2000, a leap year. */
  std::chrono::year_month_day first{}, last{};

  bool contain(std::chrono::local_days day) const;
  bool operator==(const ScheduleDays&) const = default;
};

/** One line of the schedule. */
struct ScheduleEntry {
  enum class Action : std::uint8_t { play, closed, preset, moment, walk };
  static constexpr std::size_t longest_line = 400;  ///< characters
  static constexpr double usual_fade_s = 5.;

  std::string text;  ///< as written
  ScheduleDays days;
  /** Seconds since midnight; `end` is on the next day if it is not after `begin`. */
  std::optional<std::chrono::seconds> begin, end;
  Action action = Action::play;
  std::optional<double> glide_s;  ///< fade of opening hours, or glide of a preset; none = default
  std::string name;               ///< of the preset or moment
  RandomWalk walk;
  bool operator==(const ScheduleEntry&) const = default;
};

/** An error in a line, and its position. */
struct ScheduleFault {
  std::size_t column;   ///< of the character, counted from 1
  std::string message;  ///< what was found, what was expected, and the nearest valid word
};

/**
 * Reads one line:
 *
 *     [DAYS] HH:MM-HH:MM [fade SECONDS]           opening hours
 *     DAYS closed                                 closed on these days
 *     [DAYS] HH:MM preset NAME [over SECONDS]
 *     [DAYS] HH:MM moment NAME
 *     [DAYS] [HH:MM-HH:MM] walk PATH POINT POINT... every TIME [seed NUMBER]
 *     [DAYS] [HH:MM-HH:MM] round PATH POINT POINT... every TIME
 *
 * DAYS: mon,wed-fri; daily, weekdays, weekends; 2026-12-24; 12-25 (every year); 12-24 to 01-06. Times of day
 * may have seconds. A TIME is a number with s, min or h; without a unit, seconds. Points are numbers in the
 * parameter's range, or names of encodings; names with spaces are written in "quotes".
 */
tl::expected<ScheduleEntry, ScheduleFault> parse_schedule_entry(std::string_view line);

/** The error as a user reads it, with its position in `line`. */
std::string in_words(const ScheduleFault& fault, std::string_view line);

}  // namespace aeolian
