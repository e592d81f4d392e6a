// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/timeline.h"

#include <gtest/gtest.h>

#include <string>

namespace aeolian {
namespace {

TEST(Timeline, GivesWhatIsDueInTheOrderOfTimeAndThenOfArrival) {
  Timeline<int, std::string> timeline(8);
  for (const char* item : {"second", "third", "fourth"}) EXPECT_TRUE(timeline.push(20, item));
  EXPECT_TRUE(timeline.push(10, "first"));
  EXPECT_TRUE(timeline.push(30, "not yet"));
  EXPECT_EQ(timeline.next(), 10);
  std::string order;
  while (auto item = timeline.pop_due(20)) order += *item + " ";
  EXPECT_EQ(order, "first second third fourth ");
  EXPECT_EQ(timeline.size(), 1u);
  EXPECT_EQ(timeline.next(), 30);
}

TEST(Timeline, GivesNothingBeforeItsTime) {
  Timeline<int, std::string> timeline(2);
  EXPECT_FALSE(timeline.next());
  EXPECT_FALSE(timeline.pop_due(1000));
  ASSERT_TRUE(timeline.push(10, "item"));
  EXPECT_FALSE(timeline.pop_due(9));
  EXPECT_TRUE(timeline.pop_due(10));
}

TEST(Timeline, RefusesMoreThanItHolds) {
  Timeline<int, int> timeline(2);
  EXPECT_TRUE(timeline.push(1, 1));
  EXPECT_TRUE(timeline.push(2, 2));
  EXPECT_EQ(timeline.room(), 0u);
  EXPECT_FALSE(timeline.push(0, 3));
  EXPECT_EQ(timeline.pop_due(9), 1);
  EXPECT_TRUE(timeline.push(3, 4));
}

}  // namespace
}  // namespace aeolian
