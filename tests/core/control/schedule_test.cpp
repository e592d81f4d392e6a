// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/core/control/time_zone.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Moment tuesday = utc(2026, 11, 24, 0);
const Schedule::Held no_hand{};

void add(Schedule& schedule, std::initializer_list<const char*> lines) {
  for (const char* line : lines) {
    const auto added = schedule.add(line);
    ASSERT_TRUE(added) << added.error().message;
  }
}

std::string path_of(const ScheduledChange& change) {
  if (const auto* command = std::get_if<CommandId>(&change.target))
    return std::string(command_spec(*command).path);
  const auto& address = std::get<ParameterAddress>(change.target);
  return std::string(address.parameter ? address.parameter->path : address.action->path);
}

std::string text_of(const ScheduledChange& change) {
  std::ostringstream text;
  text << path_of(change);
  for (const auto& value : change.values) {
    text << ' ';
    std::visit([&text](const auto& held) { text << held; }, value);
  }
  return text.str();
}

std::vector<std::string> due(Schedule& schedule, Moment moment, const Schedule::Held& held = no_hand) {
  std::vector<std::string> texts;
  for (const auto& change : schedule.due(moment, held)) texts.push_back(text_of(change));
  return texts;
}

/** A machine controlled by the schedule: the last value of each path. */
class Machine {
 public:
  void follow(Schedule& schedule, Moment moment) {
    for (const auto& change : schedule.due(moment, no_hand))
      state[path_of(change)] = text_of({change.target, {change.values[0]}});
  }
  std::map<std::string, std::string> state;
};

class ScheduleTest : public testing::Test {
 protected:
  const TimeZone zone_{"UTC"};
  Schedule schedule_;
};

TEST_F(ScheduleTest, SpeaksOnceAtEachEdge) {
  add(schedule_, {"09:00-18:00 fade 30"});
  EXPECT_THAT(due(schedule_, tuesday + 8h), ElementsAre("/play 0 0")) << "a start at night is silent at once";
  EXPECT_THAT(due(schedule_, tuesday + 9h - 1ms), IsEmpty());
  EXPECT_THAT(due(schedule_, tuesday + 9h), ElementsAre("/play 1 30"));
  EXPECT_THAT(due(schedule_, tuesday + 9h + 20ms), IsEmpty());
  EXPECT_THAT(due(schedule_, tuesday + 18h - 30s), ElementsAre("/play 0 30"));
  EXPECT_THAT(due(schedule_, tuesday + 18h), IsEmpty());
}

TEST_F(ScheduleTest, AStartInTheMiddleOfTheDayGivesWhatIsWantedAtOnce) {
  add(schedule_, {"09:00-18:00 fade 30", "09:00 preset Day over 60", "walk /gain -6 -6 every 60"});
  EXPECT_THAT(due(schedule_, tuesday + 12h), ElementsAre("/preset/load Day 0", "/play 1 30", "/gain -6 0"));
}

TEST_F(ScheduleTest, APresetLeavesToTheScheduleWhatItMovesItself) {
  add(schedule_, {"09:00-18:00", "09:00 preset Day", "walk /gain -6 0 every 60"});
  const auto changes = schedule_.due(tuesday + 12h, no_hand);
  EXPECT_THAT(changes[0].kept, ElementsAre(ParameterId::play, ParameterId::gain));
}

TEST_F(ScheduleTest, AClockThatJumpsEndsInTheStateOfItsTime) {
  add(schedule_, {"09:00-18:00 fade 30", "08:00 preset Day over 5", "17:00 preset Evening"});
  due(schedule_, tuesday + 12h);
  EXPECT_THAT(due(schedule_, tuesday + 20h), ElementsAre("/preset/load Evening", "/play 0 30")) << "forward";
  EXPECT_THAT(due(schedule_, tuesday + 12h), ElementsAre("/preset/load Day 5", "/play 1 30")) << "back";
  EXPECT_THAT(due(schedule_, tuesday + 13h), IsEmpty()) << "within the same hours";
  EXPECT_THAT(due(schedule_, tuesday + 9h), IsEmpty());
}

TEST_F(ScheduleTest, AClockSetBackByAMomentRepeatsNothing) {
  add(schedule_, {"09:00-18:00 fade 30", "09:00 preset Day", "21:00 preset Night"});
  due(schedule_, tuesday + 8h);
  EXPECT_EQ(due(schedule_, tuesday + 9h).size(), 2u);
  for (auto back = 59s; back > 0s; back -= 1s) EXPECT_THAT(due(schedule_, tuesday + 9h - back), IsEmpty());
  EXPECT_THAT(due(schedule_, tuesday + 9h + 1s), IsEmpty());
}

TEST_F(ScheduleTest, PresetsComeOnceADayForAYear) {
  const TimeZone berlin("Europe/Berlin");
  add(schedule_, {"02:30 preset Deep", "09:00 preset Day"});
  Moment moment = utc(2026, 1, 1, 12);
  due(schedule_, moment);
  std::map<std::string, int> loaded;
  for (; moment < utc(2027, 1, 1, 12); moment += 1min) {
    for (const auto& change : due(schedule_, moment)) ++loaded[change];
  }
  EXPECT_EQ(loaded["/preset/load Deep"], 365);
  EXPECT_EQ(loaded["/preset/load Day"], 365);
}

TEST_F(ScheduleTest, ARestartAtAnyMinuteOfTheYearGivesTheSameState) {
  const TimeZone berlin("Europe/Berlin");
  const auto lines = {"mon-fri 09:00-18:00 fade 30", "sat 20:00-02:30 fade 10", "12-24 to 12-26 closed",
                      "12-26 14:00-16:00",           "09:00 preset Day over 5", "sat 22:00 preset Night"};
  add(schedule_, lines);
  Machine running;
  int minutes = 0;
  for (Moment moment = utc(2026, 1, 1, 12); moment < utc(2027, 1, 1, 12); moment += 1min) {
    running.follow(schedule_, moment);
    if (++minutes % 7 != 0) continue;
    Schedule fresh;
    add(fresh, lines);
    Machine restarted;
    restarted.follow(fresh, moment);
    ASSERT_EQ(restarted.state, running.state) << local_text(moment);
  }
}

TEST_F(ScheduleTest, AHandThatStopsItHasItsWayUntilTheNextEdgeOverARestartToo) {
  schedule_.configure(
      {*parse_schedule_entry("09:00-18:00 fade 30"), *parse_schedule_entry("09:00 preset Day")});
  due(schedule_, tuesday + 10h);  // then another control source stops it, and the state file stores that
  Schedule restarted;
  restarted.configure(
      {*parse_schedule_entry("09:00-18:00 fade 30"), *parse_schedule_entry("09:00 preset Day")});
  ASSERT_TRUE(restarted.recall(schedule_.memory()));
  EXPECT_THAT(due(restarted, tuesday + 11h), IsEmpty());
  EXPECT_THAT(due(restarted, tuesday + 33h), ElementsAre("/preset/load Day", "/play 1 30"))
      << "the next morning";

  Schedule late;
  late.configure({*parse_schedule_entry("09:00-18:00 fade 30"), *parse_schedule_entry("09:00 preset Day")});
  ASSERT_TRUE(late.recall(schedule_.memory()));
  EXPECT_THAT(due(late, tuesday + 36h), ElementsAre("/preset/load Day 0", "/play 1 30"))
      << "an edge was missed";
}

TEST_F(ScheduleTest, AMomentIsLoadedOnceAndNotAgainAfterARestart) {
  add(schedule_, {"08:00 preset Dusk", "09:00 moment Dusk"});
  EXPECT_THAT(due(schedule_, tuesday + 8h), ElementsAre("/preset/load Dusk 0"));
  EXPECT_THAT(due(schedule_, tuesday + 9h), ElementsAre("/moment/load Dusk"));
  EXPECT_THAT(due(schedule_, tuesday + 10h), IsEmpty());
  Schedule restarted;
  ASSERT_TRUE(restarted.recall(schedule_.memory()));
  EXPECT_THAT(due(restarted, tuesday + 11h), IsEmpty());
  EXPECT_THAT(due(restarted, tuesday + 33h), ElementsAre("/moment/load Dusk")) << "the next morning";
}

TEST_F(ScheduleTest, AMomentLeavesTheOpeningHoursAlone) {
  add(schedule_, {"10:00-18:00", "20:00 moment Dusk"});
  due(schedule_, tuesday + 19h);
  const auto changes = schedule_.due(tuesday + 20h, no_hand);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_THAT(changes[0].kept, ElementsAre(ParameterId::play));
}

TEST_F(ScheduleTest, RemembersWhatWasAdded) {
  schedule_.configure({*parse_schedule_entry("09:00-18:00")});
  add(schedule_, {"12-25 closed"});
  Schedule restarted;
  restarted.configure({*parse_schedule_entry("10:00-18:00")});
  ASSERT_TRUE(restarted.recall(schedule_.memory()));
  const auto lines = restarted.lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].text, "10:00-18:00");
  EXPECT_TRUE(lines[0].from_configuration);
  EXPECT_EQ(lines[1].text, "12-25 closed");
  EXPECT_FALSE(lines[1].from_configuration);
}

TEST_F(ScheduleTest, AMemoryThatIsBrokenChangesNothing) {
  add(schedule_, {"09:00-18:00"});
  for (const char* text :
       {"", "{}", "[]", "{\"added\":{\"a\":1}}", "{\"added\":[\"nonsense\"]}", "{\"added\":[7]}",
        "{\"added\":[],\"hours\":{\"at\":\"x\"}}", "{\"added\":[],\"preset\":{\"at\":1}}",
        "{\"added\":[],\"moment\":{\"name\":\"a\"}}"}) {
    EXPECT_FALSE(schedule_.recall(text)) << text;
  }
  EXPECT_TRUE(schedule_.is_on());
  EXPECT_EQ(schedule_.lines().size(), 1u);
}

TEST_F(ScheduleTest, SwitchedOffItIsSilentAndSwitchedOnItBringsAllToItsTime) {
  add(schedule_, {"09:00-18:00 fade 30", "walk /gain -6 0 every 60"});
  due(schedule_, tuesday + 8h);
  schedule_.set_on(false);
  EXPECT_THAT(due(schedule_, tuesday + 9h), IsEmpty());
  EXPECT_FALSE(schedule_.next(tuesday + 9h));
  schedule_.set_on(true);
  const auto changes = due(schedule_, tuesday + 10h);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0], "/play 1 30");
  EXPECT_TRUE(schedule_.next(tuesday + 10h));
}

TEST_F(ScheduleTest, WhatIsAddedAndRemovedTakesEffectAtTheNextLook) {
  EXPECT_THAT(due(schedule_, tuesday + 12h), IsEmpty());
  add(schedule_, {"09:00-10:00 fade 2"});
  EXPECT_THAT(due(schedule_, tuesday + 12h), ElementsAre("/play 0 2"));
  add(schedule_, {"11:00-13:00 fade 3"});
  EXPECT_THAT(due(schedule_, tuesday + 12h), ElementsAre("/play 1 3"));
  EXPECT_EQ(schedule_.remove(2).value(), "11:00-13:00 fade 3");
  EXPECT_THAT(due(schedule_, tuesday + 12h), ElementsAre("/play 0 2"));
  EXPECT_EQ(schedule_.clear(), 1u);
  EXPECT_THAT(due(schedule_, tuesday + 12h), IsEmpty()) << "its last action stays in force";
}

TEST_F(ScheduleTest, RefusesWhatItCannotDoAndSaysWhy) {
  schedule_.configure({*parse_schedule_entry("09:00-18:00")});
  EXPECT_THAT(schedule_.remove(1).error().message, HasSubstr("is in the configuration file"));
  EXPECT_EQ(schedule_.remove(2).error().kind, ControlError::Kind::unknown_name);
  EXPECT_EQ(schedule_.remove(0).error().kind, ControlError::Kind::unknown_name);
  const auto wrong = schedule_.add("mon 09:00-18:00 fadd 3");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(
      wrong.error().message,
      "at character 17 of \"mon 09:00-18:00 fadd 3\": expected fade, walk or round, not 'fadd'; did you mean "
      "fade?");
  for (std::size_t i = schedule_.lines().size(); i < Schedule::most_entries; ++i)
    ASSERT_TRUE(schedule_.add("mon closed"));
  EXPECT_EQ(schedule_.add("mon closed").error().kind, ControlError::Kind::busy);
  EXPECT_EQ(schedule_.clear(), Schedule::most_entries - 1);
  EXPECT_EQ(schedule_.lines().size(), 1u);
}

/** Follows a walk as it is heard: straight lines between its values, polled every 20 ms. */
class Glider {
 public:
  explicit Glider(double value) : from_(value), to_(value) {}
  double at(Moment moment) const {
    if (moment >= arrival_) return to_;
    const double share = std::chrono::duration<double>(moment - start_) / (arrival_ - start_);
    return std::lerp(from_, to_, share);
  }
  void follow(Schedule& schedule, Moment moment, const Schedule::Held& held = no_hand) {
    for (const auto& change : schedule.due(moment, held)) {
      from_ = at(moment);
      to_ = std::get<double>(change.values[0]);
      start_ = moment;
      arrival_ = moment + std::chrono::round<std::chrono::milliseconds>(
                              std::chrono::duration<double>(std::get<double>(change.values[1])));
    }
  }

 private:
  double from_, to_;
  Moment start_{}, arrival_{};
};

TEST_F(ScheduleTest, AWalkIsHeardAsItIsMeant) {
  add(schedule_, {"walk /temperature 0.8 1.2 every 5 min"});
  const RandomWalk walk = parse_schedule_entry("walk /temperature 0.8 1.2 every 5 min")->walk;
  Glider heard(1.);
  for (Moment moment = tuesday; moment < tuesday + 1h; moment += 20ms) {
    heard.follow(schedule_, moment);
    ASSERT_NEAR(heard.at(moment), number_at(walk, moment), 0.4 * 1e-3) << local_text(moment);
  }
}

TEST_F(ScheduleTest, AWalkNeverJumpsOverARestartOrAHandOrAClockThatJumps) {
  add(schedule_, {"walk /temperature 0.8 1.2 every 5 min"});
  Glider heard(1.);
  heard.follow(schedule_, tuesday);
  double last = heard.at(tuesday);
  const double most = 1.4 * 0.02 / 10.;  // including a return from outside its range, within its glide
  Schedule::Held hand;
  hand.set(static_cast<std::size_t>(ParameterId::temperature));
  for (int look = 0; look < 60'000; ++look) {
    const Moment moment = tuesday + 20ms * look;
    const bool held = look > 20'000 && look < 25'000;
    const auto jump = look > 40'000 ? 5h : 0h;
    if (held) heard = Glider(2.);
    heard.follow(schedule_, moment + jump, held ? hand : no_hand);
    const double value = heard.at(moment + jump);
    if (look != 20'001 && look != 40'001) {
      ASSERT_LE(std::abs(value - last), most) << look;
    }
    last = value;
  }
  // After a restart the walk is at the same position.
  Schedule restarted;
  add(restarted, {"walk /temperature 0.8 1.2 every 5 min"});
  const Moment moment = tuesday + 20ms * 60'000 + 5h;
  Glider again(1.);
  again.follow(restarted, moment);
  EXPECT_NEAR(again.at(moment), last, 0.4 * 1e-3);
}

TEST_F(ScheduleTest, AHandHoldsAWalkAndItComesBackByAGlide) {
  add(schedule_, {"walk /gain -6 -6 every 10 min", "walk /temperature 1 1 every 10 min"});
  Schedule::Held hand;
  hand.set(static_cast<std::size_t>(ParameterId::gain));
  EXPECT_THAT(due(schedule_, tuesday), ElementsAre("/temperature 1 0", "/gain -6 0"));
  EXPECT_THAT(due(schedule_, tuesday + 1s, hand), ElementsAre("/temperature 1 2.343"));
  EXPECT_THAT(due(schedule_, tuesday + 3s), ElementsAre("/gain -6 10"));
}

TEST_F(ScheduleTest, AWalkOfEncodingsGoesFromOneNameToTheNext) {
  add(schedule_, {"round /encoding rain sea every 10 min"});
  const auto changes = due(schedule_, tuesday + 5min);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_THAT(changes[0], testing::MatchesRegex("/encoding/interpolate (rain sea|sea rain) 0.5 0"));
}

}  // namespace
}  // namespace aeolian
