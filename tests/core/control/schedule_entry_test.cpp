// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/schedule_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::year;
using testing::ElementsAre;
using testing::HasSubstr;
using Action = ScheduleEntry::Action;

ScheduleEntry read(std::string_view line) {
  auto entry = parse_schedule_entry(line);
  if (!entry) {
    ADD_FAILURE() << line << ": character " << entry.error().column << ": " << entry.error().message;
    return {};
  }
  return *entry;
}

/** "column: message" of a refused line. */
std::string fault(std::string_view line) {
  const auto entry = parse_schedule_entry(line);
  if (entry) return "taken";
  return std::to_string(entry.error().column) + ": " + entry.error().message;
}

local_days day(int y, unsigned m, unsigned d) {
  return local_days(year(y) / std::chrono::month(m) / std::chrono::day(d));
}

TEST(ScheduleEntry, ReadsHoursWithDaysAndFade) {
  const auto entry = read("mon-fri 09:00-18:00 fade 30");
  EXPECT_EQ(entry.action, Action::play);
  EXPECT_EQ(entry.begin, 9h);
  EXPECT_EQ(entry.end, 18h);
  EXPECT_EQ(entry.glide_s, 30.);
  EXPECT_TRUE(entry.days.contain(day(2026, 11, 23))) << "a Monday";
  EXPECT_TRUE(entry.days.contain(day(2026, 11, 27)));
  EXPECT_FALSE(entry.days.contain(day(2026, 11, 28)));
  EXPECT_EQ(entry.text, "mon-fri 09:00-18:00 fade 30");

  const auto plain = read("9:00-24:00");
  EXPECT_EQ(plain.end, 24h);
  EXPECT_FALSE(plain.glide_s) << "the default glide";
  EXPECT_EQ(read("21:30:15-21:30:20 fade 0.5").begin, 21h + 30min + 15s);
}

TEST(ScheduleEntry, ReadsDaysOfTheWeekInListsAndRangesOverItsEnd) {
  const auto days = read("friday-mon,wed 10:00-11:00").days;
  const std::vector<bool> wanted{true, false, true, false, true, true, true};  // from Monday on
  for (unsigned i = 0; i < 7; ++i) EXPECT_EQ(days.contain(day(2026, 11, 23 + i)), wanted[i]) << i;
  EXPECT_EQ(read("weekdays closed").days, read("mon-fri closed").days);
  EXPECT_EQ(read("weekends closed").days, read("sat,sun closed").days);
  EXPECT_TRUE(read("daily closed").days.contain(day(2026, 11, 23)));
}

TEST(ScheduleEntry, ReadsDatesOfOneYearAndOfEach) {
  const auto once = read("2026-12-24 to 2027-01-01 closed").days;
  EXPECT_FALSE(once.contain(day(2026, 12, 23)));
  EXPECT_TRUE(once.contain(day(2026, 12, 24)));
  EXPECT_TRUE(once.contain(day(2027, 1, 1)));
  EXPECT_FALSE(once.contain(day(2027, 12, 25)));

  const auto each = read("12-24 to 01-06 closed").days;
  EXPECT_TRUE(each.contain(day(2026, 12, 31)));
  EXPECT_TRUE(each.contain(day(2031, 1, 6)));
  EXPECT_FALSE(each.contain(day(2031, 1, 7)));
  EXPECT_TRUE(read("02-29 closed").days.contain(day(2028, 2, 29)));
}

TEST(ScheduleEntry, ReadsPresets) {
  const auto night = read("21:30 preset Night over 60");
  EXPECT_EQ(night.action, Action::preset);
  EXPECT_EQ(night.begin, 21h + 30min);
  EXPECT_EQ(night.name, "Night");
  EXPECT_EQ(night.glide_s, 60.);
  EXPECT_EQ(read("sat 10:00 preset \"Deep night\"").name, "Deep night");
  EXPECT_EQ(read("10:00 preset Dawn over 1 min").glide_s, 60.);
}

TEST(ScheduleEntry, ReadsMoments) {
  const auto dawn = read("mon 06:30 moment \"First light\"");
  EXPECT_EQ(dawn.action, Action::moment);
  EXPECT_EQ(dawn.begin, 6h + 30min);
  EXPECT_EQ(dawn.name, "First light");
  EXPECT_EQ(fault("06:30 moment"), "13: expected the name of a moment");
  EXPECT_EQ(fault("06:30 moment Dawn over 3"), "19: nothing more was expected, but there is 'over'");
  EXPECT_THAT(fault("06:00-07:00 moment Dawn"), HasSubstr("13: a moment is loaded at one time of day"));
}

TEST(ScheduleEntry, ReadsWalks) {
  const auto walk = read("walk /temperature 0.8 1.2 every 20 min").walk;
  EXPECT_EQ(walk.parameter, ParameterId::temperature);
  EXPECT_THAT(walk.numbers, ElementsAre(0.8, 1.2));
  EXPECT_EQ(walk.every, 20min);
  EXPECT_FALSE(walk.in_turn);
  EXPECT_EQ(read("walk /gain -12 -3 every 2h seed 7").walk.seed, 7u);
  EXPECT_EQ(read("walk /gain -12 -3 every 90 seed 7").walk.every, 90s);

  const auto tour = read("weekends 10:00-12:00 round /encoding rain \"far sea\" wind every 10 min");
  EXPECT_THAT(tour.walk.names, ElementsAre("rain", "far sea", "wind"));
  EXPECT_TRUE(tour.walk.in_turn);
  EXPECT_EQ(tour.end, 12h);
}

TEST(ScheduleEntry, SaysWhatIsWrongWhereAndWhatWouldBeRight) {
  EXPECT_THAT(fault("mon-fir 09:00-18:00"), HasSubstr("5: 'fir' is not a day of the week: did you mean fri"));
  EXPECT_EQ(fault("mon-fri 09:00-25:00"), "15: '25:00' is not a time of day: expected 09:00 or 21:30:15");
  EXPECT_EQ(fault("mon-fri 09:00-18:00 fad 30"),
            "21: expected fade, walk or round, not 'fad'; did you mean fade?");
  EXPECT_EQ(fault("09:00-18:00 fade soon"), "18: expected a time such as 30 s, 20 min or 2 h, not 'soon'");
  EXPECT_EQ(fault("09:00-18:00 fade 2 min"), "18: a fade or glide takes 60 s at most; use a walk for longer");
  EXPECT_EQ(fault("09:00-18:00 fade"), "17: expected a time such as 30 s, 20 min or 2 h");
  EXPECT_EQ(fault("09:00-09:00"), "1: '09:00-09:00' is empty; a whole day is 00:00-24:00");
  EXPECT_EQ(fault("09:00"), "6: expected preset NAME or moment NAME; opening hours are written 09:00-18:00");
  EXPECT_EQ(fault("21:30 preset Night in 60"), "20: expected over, not 'in'");
  EXPECT_EQ(fault("21:30 preset \"Night"), "14: this quote is not closed");
  EXPECT_THAT(fault("09:00-18:00 preset Night"), HasSubstr("13: a preset is loaded at one time of day"));
  EXPECT_THAT(fault("wlak /gain 1 2 every 5"), HasSubstr("not 'wlak'; did you mean walk?"));
  EXPECT_THAT(fault("tuseday closed"), HasSubstr("did you mean tuesday"));
  EXPECT_THAT(fault("closed"), HasSubstr("1: closed applies to whole days"));
  EXPECT_THAT(fault(""), HasSubstr("1: expected days such as mon-fri or 12-25, a time"));
  EXPECT_THAT(fault("mon"),
              HasSubstr("4: expected a time such as 09:00 or 09:00-18:00, closed, walk or round"));
  EXPECT_EQ(fault("2026-02-30 closed"), "1: there is no day '2026-02-30'");
  EXPECT_EQ(fault("2026-12-24 to 2026-12-01 closed"), "15: '2026-12-01' is before '2026-12-24'");
  EXPECT_EQ(fault("12-24 to 2026-12-26 closed"), "10: expected both dates with a year or both without one");
  EXPECT_EQ(fault("9 closed").substr(0, 22), "1: '9' is not a date: ");
  EXPECT_EQ(fault("daily 09:00-18:00 fade 3 s s"), "28: nothing more was expected, but there is 's'");
}

TEST(ScheduleEntry, KnowsWhatCanWalkAndHowFar) {
  EXPECT_EQ(fault("walk /temprature 0.8 1.2 every 60"),
            "6: expected a path, not '/temprature'; did you mean /temperature?");
  EXPECT_THAT(fault("walk /mute 0 1 every 60"), HasSubstr("expected a path")) << "a toggle cannot walk";
  EXPECT_EQ(fault("walk /temperature 0.8 3 every 60"),
            "23: '3' is out of range: /temperature goes from 0 to 2");
  EXPECT_EQ(fault("walk /temperature 0.8 nan every 60"), "23: expected a number, or every TIME, not 'nan'");
  EXPECT_EQ(fault("walk /temperature 0.8 every 60"), "23: expected one more point before every");
  EXPECT_EQ(fault("walk /temperature 0.8 1.2"), "26: expected a number, or every TIME");
  EXPECT_EQ(fault("walk /temperature 0.8 1.2 every 1 s"), "33: the TIME of a walk is 5 s to 168 h");
  EXPECT_EQ(fault("round /gain -6 0 every 60 s seed 1"),
            "29: nothing more was expected, but there is 'seed'");
  EXPECT_EQ(fault("walk /gain -6 0 every 60 seed -1"), "31: expected a whole number from 0, not '-1'");
}

TEST(ScheduleEntry, CountsCharactersNotBytes) {
  EXPECT_EQ(fault("21:30 preset \"Größe\" over soon").substr(0, 3), "27:");
  EXPECT_EQ(fault(std::string(500, 'x')).substr(0, 4), "401:");
  EXPECT_THAT(fault("mon\nclosed"), HasSubstr("4: a character that is not text"));
}

TEST(ScheduleEntry, RefusesWhatIsNoUtf8AsTheStateFileCouldNotKeepIt) {
  for (const char* bytes : {"\x9f", "\xc0\xaf", "\xe4", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"}) {
    EXPECT_EQ(fault("21:30 preset \"N" + std::string(bytes) + "\""), "16: a character that is not text");
  }
  EXPECT_EQ(read("21:30 preset \"N\xf0\x9f\x8c\x99\"").name, "N\xf0\x9f\x8c\x99");
}

}  // namespace
}  // namespace aeolian
