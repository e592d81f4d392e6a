// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace aeolian::trainer {
namespace {

long count_in(const std::string& text, char wanted) {
  return std::count(text.begin(), text.end(), wanted);
}

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ProgressState halfway() {
  return {.stage = "trunk",
          .done = 0.5,
          .loss = -12.3456,
          .held_out_loss = 3.25,
          .speed = 87,
          .seconds_left = 95};
}

TEST(Progress, TellsEverythingWhereThereIsRoom) {
  EXPECT_EQ(progress_line(halfway(), 120),
            "trunk  50% [============            ]  1:35 left  loss -12.346  held out 3.250  87x real time");
}

TEST(Progress, NeverExceedsTheWidth) {
  for (int width = 1; width < 140; ++width) {
    EXPECT_LE(progress_line(halfway(), width).size(), static_cast<std::size_t>(width));
  }
  EXPECT_THAT(progress_line(halfway(), 24),
              AllOf(StartsWith("trunk  50%"), HasSubstr("1:35 left"), Not(HasSubstr("loss"))));
}

TEST(Progress, SurvivesNumbersThatAreNone) {
  ProgressState state = halfway();
  state.done = 0.0 / 0.0 + 2;
  state.seconds_left = 1.0 / 0.0;
  EXPECT_THAT(progress_line(state, 80), HasSubstr("trunk   0%"));
  EXPECT_THAT(progress_line(state, 80), HasSubstr("? left"));
  state.done = 1.5;
  EXPECT_THAT(progress_line(state, 80), HasSubstr("100%"));
}

TEST(Progress, WritesTimesAsAClockDoes) {
  EXPECT_EQ(clock_text(0), "0:00");
  EXPECT_EQ(clock_text(187.4), "3:07");
  EXPECT_EQ(clock_text(3727), "1:02:07");
  EXPECT_EQ(clock_text(-5), "0:00");
}

TEST(Progress, RedrawsOneLineOnATerminalAndEndsIt) {
  std::ostringstream out;
  Progress progress(out, true, 60);
  progress.update(halfway());
  progress.update(halfway());  // too soon to be drawn
  EXPECT_EQ(out.str().find('\n'), std::string::npos);
  EXPECT_EQ(count_in(out.str(), '\r'), 1);
  progress.say("a message");
  EXPECT_THAT(out.str(), HasSubstr("\r\x1b[Ka message\n"));
  progress.finish_stage();
  EXPECT_TRUE(out.str().ends_with("\n"));
}

TEST(Progress, WritesPlainLinesElsewhere) {
  std::ostringstream out;
  {
    Progress progress(out, false, 100);
    for (int i = 0; i <= 100; ++i) {
      ProgressState state = halfway();
      state.done = i / 100.0;
      progress.update(state);
    }
    progress.finish_stage();
  }
  EXPECT_EQ(out.str().find('\r'), std::string::npos);
  EXPECT_EQ(out.str().find('\x1b'), std::string::npos);
  EXPECT_EQ(count_in(out.str(), '\n'), 2) << out.str();  // the first and the last
  EXPECT_THAT(out.str(), HasSubstr("100%"));
}

}  // namespace
}  // namespace aeolian::trainer
