// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/pickup.h"

#include <gtest/gtest.h>

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;

/** A fader and a clock, both set by the test. */
class PickupTest : public testing::Test {
 protected:
  bool takes(double position, double target) { return pickup_.takes(position, target, now_); }

  Pickup pickup_;
  Pickup::Clock::time_point now_{1h};
};

TEST_F(PickupTest, IgnoresTheFirstValueEvenAtTheTarget) {
  EXPECT_FALSE(takes(0.5, 0.5));
  EXPECT_TRUE(takes(0.5, 0.5));
}

TEST_F(PickupTest, TakesOverWithinThreeStepsOf128OfTheTarget) {
  for (const double side : {-1., 1.}) {
    pickup_.arm();
    EXPECT_FALSE(takes(0.5 + side * 0.4, 0.5));
    EXPECT_FALSE(takes(0.5 + side * 3.01 / 128., 0.5));
    EXPECT_TRUE(takes(0.5 + side * 3. / 128., 0.5));
  }
}

TEST_F(PickupTest, TakesOverWhenItHasCrossedTheTargetHoweverFast) {
  EXPECT_FALSE(takes(0., 0.5));
  EXPECT_TRUE(takes(1., 0.5));
  pickup_.arm();
  EXPECT_FALSE(takes(1., 0.5));
  EXPECT_TRUE(takes(0., 0.5));
}

TEST_F(PickupTest, MovesNothingOnItsSideOfTheTarget) {
  EXPECT_FALSE(takes(0.1, 0.5));
  for (const double position : {0.2, 0.3, 0.4, 0.1, 0.45}) {
    now_ += 1ms;
    EXPECT_FALSE(takes(position, 0.5));
  }
}

TEST_F(PickupTest, TracksWhatFollowsWithin50MsHoweverFarItJumps) {
  takes(0.5, 0.5);
  ASSERT_TRUE(takes(0.5, 0.5));
  double last = 0.5;
  for (const double position : {0.9, 0.1, 1., 0.}) {
    now_ += 50ms;
    // The parameter is far from the fader's position, as when it glides or is clipped.
    EXPECT_TRUE(takes(position, last < 0.5 ? 1. : 0.));
    last = position;
  }
}

TEST_F(PickupTest, DoesNotTrackAJumpThatComesLaterAwayFromTheTarget) {
  takes(0.5, 0.5);
  ASSERT_TRUE(takes(0.5, 0.5));
  now_ += 51ms;
  EXPECT_FALSE(takes(0.6, 0.9));
}

TEST_F(PickupTest, KeepsAFaderThatStandsWhereItsParameterDoesHoweverLongItRests) {
  takes(0.5, 0.5);
  ASSERT_TRUE(takes(0.5, 0.5));
  now_ += 1h;
  EXPECT_TRUE(takes(0.9, 0.5));
}

TEST_F(PickupTest, BeginsAnewOnceItIsArmedEvenWithin50Ms) {
  takes(0.5, 0.5);
  ASSERT_TRUE(takes(0.5, 0.5));
  pickup_.arm();
  EXPECT_FALSE(takes(0.9, 0.2));
  EXPECT_FALSE(takes(0.8, 0.2));
  EXPECT_TRUE(takes(0.2, 0.2));
}

}  // namespace
}  // namespace aeolian::midi
