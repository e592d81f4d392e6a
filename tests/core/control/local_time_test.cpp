// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/local_time.h"

#include <gtest/gtest.h>

#include <ctime>

#include "tests/core/control/time_zone.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

TEST(LocalTime, IsTheClockOnTheWallInSummerAndWinter) {
  const TimeZone berlin("Europe/Berlin");
  EXPECT_EQ(local(2026, 1, 15, 9), utc(2026, 1, 15, 8));
  EXPECT_EQ(local(2026, 7, 15, 9), utc(2026, 7, 15, 7));
  EXPECT_EQ(local_text(utc(2026, 7, 15, 7)), "2026-07-15 09:00:00");
}

TEST(LocalTime, AnHourThatIsLeftOutIsTheMomentOfTheChange) {
  const TimeZone berlin("Europe/Berlin");
  EXPECT_EQ(local(2026, 3, 29, 1, 59, 59), utc(2026, 3, 29, 0, 59, 59));
  EXPECT_EQ(local(2026, 3, 29, 2), utc(2026, 3, 29, 1));
  EXPECT_EQ(local(2026, 3, 29, 2, 30), utc(2026, 3, 29, 1));
  EXPECT_EQ(local(2026, 3, 29, 3), utc(2026, 3, 29, 1));
  EXPECT_EQ(local(2026, 3, 29, 3, 0, 1), utc(2026, 3, 29, 1, 0, 1));
}

TEST(LocalTime, AnHourThatComesTwiceIsItsFirstComing) {
  const TimeZone berlin("Europe/Berlin");
  EXPECT_EQ(local(2026, 10, 25, 2), utc(2026, 10, 25, 0));
  EXPECT_EQ(local(2026, 10, 25, 2, 59, 59), utc(2026, 10, 25, 0, 59, 59));
  EXPECT_EQ(local(2026, 10, 25, 3), utc(2026, 10, 25, 2));
}

TEST(LocalTime, ChangesTheOtherWayRoundInTheSouth) {
  const TimeZone sydney("Australia/Sydney");
  EXPECT_EQ(local(2026, 10, 4, 2, 30), utc(2026, 10, 3, 16)) << "an hour that was skipped";
  EXPECT_EQ(local(2026, 4, 5, 2, 30), utc(2026, 4, 4, 15, 30)) << "an hour that occurs twice";
  EXPECT_EQ(local(2026, 4, 5, 3), utc(2026, 4, 4, 17));
}

TEST(LocalTime, KnowsZonesThatChangeByHalfAnHourOrWholeDays) {
  const TimeZone lord_howe("Australia/Lord_Howe");
  EXPECT_EQ(local(2026, 10, 4, 2, 15), utc(2026, 10, 3, 15, 30));
  const TimeZone samoa("Pacific/Apia");
  EXPECT_EQ(local(2011, 12, 30, 12), utc(2011, 12, 30, 10)) << "a day that Samoa skipped";
}

TEST(LocalTime, EveryMinuteOfTheClockIsItsFirstMoment) {
  for (const char* zone : {"Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Kolkata", "UTC"}) {
    const TimeZone here(zone);
    std::chrono::local_seconds latest{};
    for (Moment moment = utc(2026, 1, 1, 0); moment < utc(2027, 1, 1, 0); moment += 10min) {
      const auto shown = local_time(moment);
      if (shown <= latest) continue;  // an hour that occurs twice
      latest = shown;
      ASSERT_EQ(moment_of(shown), moment) << zone << " " << local_text(moment);
    }
  }
}

}  // namespace
}  // namespace aeolian
