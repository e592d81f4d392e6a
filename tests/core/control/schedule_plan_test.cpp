// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/schedule_plan.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "tests/core/control/time_zone.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

std::vector<ScheduleEntry> schedule(const std::vector<std::string>& lines) {
  std::vector<ScheduleEntry> entries;
  for (const auto& line : lines) {
    auto entry = parse_schedule_entry(line);
    if (!entry) {
      ADD_FAILURE() << line << ": " << entry.error().message;
      continue;
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

bool plays(const std::vector<ScheduleEntry>& entries, Moment moment) {
  const auto hours = plan_schedule(entries, moment).hours;
  return hours && hours->plays;
}

/** The moments between `begin` and `end`, to the second, at which the schedule opens or closes. */
std::vector<Moment> edges(const std::vector<ScheduleEntry>& entries, Moment begin, Moment end) {
  std::vector<Moment> found;
  bool was = plays(entries, begin);
  for (Moment minute = begin + 1min; minute <= end; minute += 1min) {
    if (plays(entries, minute) == was) continue;
    Moment second = minute - 59s;
    while (plays(entries, second) == was) second += 1s;
    found.push_back(second);
    was = !was;
  }
  return found;
}

TEST(SchedulePlan, OpensAndClosesByTheClockOnTheWallOnTheDaysOfBothChanges) {
  const TimeZone berlin("Europe/Berlin");
  const auto hours = schedule({"01:00-05:00 fade 0"});
  // Daylight saving time begins: three hours.
  EXPECT_EQ(edges(hours, utc(2026, 3, 28, 20), utc(2026, 3, 29, 10)),
            (std::vector{utc(2026, 3, 29, 0), utc(2026, 3, 29, 3)}));
  // It ends: five hours.
  EXPECT_EQ(edges(hours, utc(2026, 10, 24, 20), utc(2026, 10, 25, 10)),
            (std::vector{utc(2026, 10, 24, 23), utc(2026, 10, 25, 4)}));
}

TEST(SchedulePlan, HoursWithinTheHourOfChangeNeverPlayTwice) {
  const TimeZone berlin("Europe/Berlin");
  const auto hours = schedule({"02:15-02:45 fade 0"});
  EXPECT_TRUE(edges(hours, utc(2026, 3, 28, 20), utc(2026, 3, 29, 20)).empty())
      << "an hour that does not exist";
  EXPECT_EQ(edges(hours, utc(2026, 10, 24, 20), utc(2026, 10, 25, 20)),
            (std::vector{utc(2026, 10, 25, 0, 15), utc(2026, 10, 25, 0, 45)}));
}

TEST(SchedulePlan, HoldsInTheSouthToo) {
  const TimeZone sydney("Australia/Sydney");
  const auto hours = schedule({"09:00-18:00 fade 0"});
  EXPECT_EQ(edges(hours, utc(2026, 4, 3, 20), utc(2026, 4, 5, 20)),
            (std::vector{local(2026, 4, 4, 9), local(2026, 4, 4, 18), local(2026, 4, 5, 9),
                         local(2026, 4, 5, 18)}));
  EXPECT_EQ(local(2026, 4, 5, 9) - local(2026, 4, 4, 9), 25h);
  EXPECT_EQ(edges(hours, utc(2026, 10, 2, 20), utc(2026, 10, 4, 10)),
            (std::vector{local(2026, 10, 3, 9), local(2026, 10, 3, 18), local(2026, 10, 4, 9),
                         local(2026, 10, 4, 18)}));
}

TEST(SchedulePlan, GoesOverMidnightOnTheDayOnWhichItBegan) {
  const TimeZone berlin("Europe/Berlin");
  const auto hours = schedule({"fri 22:00-02:00 fade 0", "sat closed"});
  EXPECT_EQ(edges(hours, local(2026, 11, 26, 0), local(2026, 11, 29, 12)),
            (std::vector{local(2026, 11, 27, 22), local(2026, 11, 28, 2)}));
}

TEST(SchedulePlan, TheFadeInBeginsAndTheFadeOutEndsWithTheHours) {
  const TimeZone zone("UTC");
  const auto hours = schedule({"09:00-18:00 fade 30"});
  const auto open = plan_schedule(hours, utc(2026, 11, 24, 9)).hours;
  EXPECT_TRUE(open->plays);
  EXPECT_EQ(open->at, utc(2026, 11, 24, 9));
  EXPECT_EQ(open->fade_s, 30.);
  EXPECT_TRUE(plays(hours, utc(2026, 11, 24, 17, 59, 29)));
  const auto closed = plan_schedule(hours, utc(2026, 11, 24, 17, 59, 30)).hours;
  EXPECT_FALSE(closed->plays);
  EXPECT_EQ(closed->fade_s, 30.);
  const auto moments = schedule({"09:00:00-09:00:10 fade 30"});
  EXPECT_EQ(plan_schedule(moments, utc(2026, 11, 24, 9, 0, 5)).hours->fade_s, 5.)
      << "at most half of the opening time";
}

TEST(SchedulePlan, HoursThatMeetAreOne) {
  const TimeZone zone("UTC");
  const auto hours =
      schedule({"09:00-12:00 fade 30", "12:00-18:00 fade 10", "17:00-20:00 fade 5", "10:00-11:00"});
  EXPECT_EQ(edges(hours, utc(2026, 11, 24, 0), utc(2026, 11, 25, 0)),
            (std::vector{utc(2026, 11, 24, 9), utc(2026, 11, 24, 19, 59, 55)}));
  const auto always = schedule({"00:00-24:00"});
  EXPECT_TRUE(edges(always, utc(2026, 11, 24, 0), utc(2026, 11, 25, 12)).empty());
  EXPECT_FALSE(plan_schedule(always, utc(2026, 11, 24, 12)).hours->at)
      << "no edge that could be taken for a change";
}

TEST(SchedulePlan, TheMostParticularDaysWin) {
  const TimeZone zone("UTC");
  const auto hours = schedule({"10:00-18:00", "sat,sun 12:00-16:00", "sun 20:00-22:00",
                               "12-24 to 12-26 closed", "2027-12-26 10:00-14:00", "mon closed"});
  EXPECT_TRUE(plays(hours, utc(2026, 11, 24, 11))) << "Tuesday";
  EXPECT_FALSE(plays(hours, utc(2026, 11, 28, 11))) << "Saturday begins later";
  EXPECT_TRUE(plays(hours, utc(2026, 11, 29, 15))) << "Sunday has both of its periods";
  EXPECT_TRUE(plays(hours, utc(2026, 11, 29, 21)));
  EXPECT_FALSE(plays(hours, utc(2026, 11, 30, 11))) << "Monday";
  EXPECT_FALSE(plays(hours, utc(2026, 12, 24, 11))) << "a Thursday";
  EXPECT_FALSE(plays(hours, utc(2026, 12, 26, 13)));
  EXPECT_TRUE(plays(hours, utc(2027, 12, 26, 11))) << "but in that year";
}

TEST(SchedulePlan, WithoutHoursIsOpenWhereItIsNotClosed) {
  const TimeZone zone("UTC");
  const auto closings = schedule({"mon closed", "mon 09:00 preset Week"});
  EXPECT_EQ(edges(closings, utc(2026, 11, 28, 0), utc(2026, 12, 2, 0)),
            (std::vector{utc(2026, 11, 29, 23, 59, 55), utc(2026, 12, 1, 0)}));
  EXPECT_FALSE(plan_schedule(schedule({"09:00 preset Day"}), utc(2026, 11, 24, 0)).hours)
      << "no hours are given";
  EXPECT_FALSE(plan_schedule({}, utc(2026, 11, 24, 0)).hours);
}

TEST(SchedulePlan, AgreesWithTheClockOnTheWallInEveryMinuteOfAYear) {
  for (const char* zone : {"Europe/Berlin", "Australia/Sydney"}) {
    const TimeZone here(zone);
    const auto hours = schedule({"mon-fri 09:00-18:00 fade 0", "sat 22:00-03:30 fade 0"});
    for (Moment moment = utc(2026, 1, 5, 0); moment < utc(2027, 1, 4, 0); moment += 15min) {
      const std::time_t time = std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
      std::tm shown{};
      localtime_r(&time, &shown);
      const int minute = shown.tm_hour * 60 + shown.tm_min;
      const bool workday = shown.tm_wday >= 1 && shown.tm_wday <= 5 && minute >= 540 && minute < 1080;
      const bool night = (shown.tm_wday == 6 && minute >= 1320) || (shown.tm_wday == 0 && minute < 210);
      ASSERT_EQ(plays(hours, moment), workday || night) << zone << " " << local_text(moment);
    }
  }
}

TEST(SchedulePlan, ThePresetThatCameDueLastIsTheOne) {
  const TimeZone berlin("Europe/Berlin");
  const auto presets = schedule({"09:00 preset Day over 20", "21:30 preset Night", "sat 12:00 preset Noon"});
  const auto preset_at = [&](Moment moment) { return plan_schedule(presets, moment).recall->name; };
  EXPECT_EQ(preset_at(local(2026, 11, 24, 8, 59)), "Night") << "the preset of the day before";
  EXPECT_EQ(preset_at(local(2026, 11, 24, 9)), "Day");
  EXPECT_EQ(preset_at(local(2026, 11, 28, 13)), "Noon");
  EXPECT_EQ(preset_at(local(2026, 11, 29, 1)), "Night");
  const auto yearly = schedule({"12-24 18:00 preset Bells"});
  EXPECT_EQ(plan_schedule(yearly, local(2027, 12, 24, 12)).recall->at, local(2026, 12, 24, 18));
  EXPECT_FALSE(plan_schedule(schedule({"2027-01-01 00:00 preset New"}), local(2026, 12, 31, 12)).recall);
}

TEST(SchedulePlan, OfPresetsAndMomentsTheLastOneCounts) {
  const TimeZone berlin("Europe/Berlin");
  const auto both = schedule({"09:00 preset Day", "18:00 moment Dusk"});
  const auto day = plan_schedule(both, local(2026, 11, 24, 12));
  EXPECT_EQ(day.recall->what, ScheduleEntry::Action::preset);
  EXPECT_EQ(day.next->what, "moment Dusk");
  const auto dusk = plan_schedule(both, local(2026, 11, 24, 20));
  EXPECT_EQ(dusk.recall->what, ScheduleEntry::Action::moment);
  EXPECT_EQ(dusk.recall->name, "Dusk");
  EXPECT_EQ(dusk.next->what, "preset Day");
}

TEST(SchedulePlan, APresetInTheHourOfChangeComesOnce) {
  const TimeZone berlin("Europe/Berlin");
  const auto presets = schedule({"02:30 preset Deep", "12:00 preset Noon"});
  EXPECT_EQ(plan_schedule(presets, utc(2026, 3, 29, 6)).recall->at, utc(2026, 3, 29, 1));
  EXPECT_EQ(plan_schedule(presets, utc(2026, 10, 25, 0, 45)).recall->at, utc(2026, 10, 25, 0, 30));
  EXPECT_EQ(plan_schedule(presets, utc(2026, 10, 25, 1, 45)).recall->at, utc(2026, 10, 25, 0, 30));
}

TEST(SchedulePlan, WalksInItsHoursAndTheLaterLineWins) {
  const TimeZone zone("UTC");
  const auto walks =
      schedule({"walk /temperature 0.8 1.2 every 20 min", "fri 22:00-02:00 walk /temperature 1 2 every 60",
                "mon walk /gain -6 0 every 60"});
  const auto at = [&](Moment moment, ParameterId id) {
    return plan_schedule(walks, moment).walks[static_cast<std::size_t>(id)];
  };
  EXPECT_EQ(at(utc(2026, 11, 27, 21), ParameterId::temperature), &walks[0].walk);
  EXPECT_EQ(at(utc(2026, 11, 28, 1), ParameterId::temperature), &walks[1].walk);
  EXPECT_EQ(at(utc(2026, 11, 28, 2), ParameterId::temperature), &walks[0].walk);
  EXPECT_EQ(at(utc(2026, 11, 30, 12), ParameterId::gain), &walks[2].walk);
  EXPECT_EQ(at(utc(2026, 12, 1, 0), ParameterId::gain), nullptr);
  EXPECT_EQ(plan_schedule(walks, utc(2026, 11, 27, 21, 59, 59)).valid_until, utc(2026, 11, 27, 22));
}

TEST(SchedulePlan, TellsWhatComesNextHoweverFarAhead) {
  const TimeZone zone("UTC");
  const auto next = [](const std::vector<std::string>& lines, Moment now) {
    const auto found = plan_schedule(schedule(lines), now).next;
    return found ? local_text(found->at) + " " + found->what : "nothing";
  };
  EXPECT_EQ(next({"mon-fri 09:00-18:00 fade 30"}, utc(2026, 11, 27, 12)),
            "2026-11-27 17:59:30 stops, fading out 30 s");
  EXPECT_EQ(next({"mon-fri 09:00-18:00 fade 30"}, utc(2026, 11, 28, 12)),
            "2026-11-30 09:00:00 plays, fading in 30 s");
  EXPECT_EQ(next({"09:00-18:00", "11-20 to 02-01 closed"}, utc(2026, 11, 28, 12)),
            "2027-02-02 09:00:00 plays, fading in 5 s");
  EXPECT_EQ(next({"09:00-18:00", "12:30 preset Noon"}, utc(2026, 11, 28, 12)),
            "2026-11-28 12:30:00 preset Noon");
  EXPECT_EQ(next({"00:00-24:00"}, utc(2026, 11, 28, 12)), "nothing");
  EXPECT_EQ(next({"walk /gain -6 0 every 60"}, utc(2026, 11, 28, 12)), "nothing");
}

}  // namespace
}  // namespace aeolian
