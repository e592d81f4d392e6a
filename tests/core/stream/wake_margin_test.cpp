// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/wake_margin.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

constexpr int steps_a_minute = 3000;

void make(WakeMargin& margin, int steps, double late = 0.) {
  for (int i = 0; i < steps; ++i) margin.step(late);
}

TEST(WakeMarginTest, IsTwiceTheLongestDelayAndAtMostAStep) {
  WakeMargin margin(.02);
  make(margin, 10, .1);
  EXPECT_DOUBLE_EQ(margin.steps(), WakeMargin::least) << "enough already";
  make(margin, 1, .25);
  EXPECT_DOUBLE_EQ(margin.steps(), .5);
  make(margin, 1, .2);
  EXPECT_DOUBLE_EQ(margin.steps(), .5);
  make(margin, 1, 3.);
  EXPECT_DOUBLE_EQ(margin.steps(), 1.);
}

TEST(WakeMarginTest, ShrinksByAFifthAfterEachMinuteOfCalm) {
  WakeMargin margin(.02);
  make(margin, 1, 1.);
  make(margin, steps_a_minute - 1);
  EXPECT_DOUBLE_EQ(margin.steps(), 1.);
  make(margin, 1);
  EXPECT_DOUBLE_EQ(margin.steps(), .8);
  make(margin, steps_a_minute);
  EXPECT_DOUBLE_EQ(margin.steps(), .64);
  make(margin, 10 * steps_a_minute);
  EXPECT_DOUBLE_EQ(margin.steps(), WakeMargin::least);
}

TEST(WakeMarginTest, StaysWhereItIsNeeded) {
  WakeMargin margin(.02);
  make(margin, 1, .4);
  for (int i = 0; i < 10; ++i) {
    make(margin, steps_a_minute - 1);
    make(margin, 1, .35);  // the shrunk margin would not be enough
  }
  EXPECT_DOUBLE_EQ(margin.steps(), .8);
}

TEST(WakeMarginTest, WaitsLongerAfterItHasShrunkTooFar) {
  WakeMargin margin(.02);
  make(margin, 1, 1.);
  make(margin, steps_a_minute);
  make(margin, 1, 1.);
  make(margin, 2 * steps_a_minute - 1);
  EXPECT_DOUBLE_EQ(margin.steps(), 1.);
  make(margin, 1);
  EXPECT_DOUBLE_EQ(margin.steps(), .8);
  for (int i = 0; i < 10; ++i) {
    make(margin, 1, 1.);
    make(margin, 16 * steps_a_minute);
    EXPECT_LT(margin.steps(), 1.) << "within 16 minutes";
  }
}

}  // namespace
}  // namespace aeolian
