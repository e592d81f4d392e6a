// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/wake_margin.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

constexpr int patience = 1000;  // steps in 20 s

void make(WakeMargin& margin, int steps, double late = 0.) {
  for (int i = 0; i < steps; ++i) margin.step(late);
}

/** A margin that has shrunk to its minimum. */
WakeMargin shrunk_margin() {
  WakeMargin margin(.02);
  make(margin, 10 * patience);
  EXPECT_DOUBLE_EQ(margin.steps(), WakeMargin::least);
  return margin;
}

TEST(WakeMarginTest, BeginsWithAStepAndShrinksByAFifthEvery20Seconds) {
  WakeMargin margin(.02);
  make(margin, patience - 1);
  EXPECT_DOUBLE_EQ(margin.steps(), 1.);
  make(margin, 1);
  EXPECT_DOUBLE_EQ(margin.steps(), .8);
  make(margin, patience);
  EXPECT_DOUBLE_EQ(margin.steps(), .64);
}

TEST(WakeMarginTest, BeginsWithTwentyMillisecondsOfShorterSteps) {
  WakeMargin margin(.005);
  EXPECT_DOUBLE_EQ(margin.steps(), 4.);
  make(margin, 4 * patience, 8.);
  EXPECT_DOUBLE_EQ(margin.steps(), 4.);
  make(margin, 4 * patience);
  EXPECT_DOUBLE_EQ(margin.steps(), 3.2);
  EXPECT_DOUBLE_EQ(WakeMargin(.04).steps(), 1.);
}

TEST(WakeMarginTest, BecomesTwiceALongerDelayAndAtMostAStep) {
  WakeMargin margin = shrunk_margin();
  make(margin, 10, .1);
  EXPECT_DOUBLE_EQ(margin.steps(), WakeMargin::least) << "enough already";
  make(margin, 1, .25);
  EXPECT_DOUBLE_EQ(margin.steps(), .5);
  make(margin, 1, .2);
  EXPECT_DOUBLE_EQ(margin.steps(), .5);
  make(margin, 1, 3.);
  EXPECT_DOUBLE_EQ(margin.steps(), 1.);
}

TEST(WakeMarginTest, StaysWhereItIsNeeded) {
  WakeMargin margin = shrunk_margin();
  make(margin, 1, .4);
  for (int i = 0; i < 50; ++i) {
    make(margin, patience - 1);
    make(margin, 1, .35);  // more than the shrunk margin covers
  }
  EXPECT_DOUBLE_EQ(margin.steps(), .8);
}

TEST(WakeMarginTest, WaitsLongerEachTimeThatItHasShrunkTooFar) {
  WakeMargin margin = shrunk_margin();
  make(margin, 1, 1.);
  make(margin, 2 * patience - 1);
  EXPECT_DOUBLE_EQ(margin.steps(), 1.);
  make(margin, 1);
  EXPECT_DOUBLE_EQ(margin.steps(), .8);
  for (int i = 0; i < 10; ++i) {
    make(margin, 1, 1.);
    make(margin, 48 * patience);
    EXPECT_LT(margin.steps(), 1.) << "within 16 minutes";
  }
}

}  // namespace
}  // namespace aeolian
