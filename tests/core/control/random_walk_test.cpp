// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/random_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/core/control/time_zone.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

const RandomWalk slow{
    .parameter = ParameterId::temperature, .numbers = {0.8, 1.2}, .names = {}, .every = 20min};

TEST(RandomWalk, StaysBetweenItsPointsAndNeverJumps) {
  double lowest = 2., highest = 0., last = number_at(slow, utc(2026, 1, 1, 0));
  for (Moment moment = utc(2026, 1, 1, 0); moment < utc(2026, 1, 15, 0); moment += 1s) {
    const double value = number_at(slow, moment);
    // At most its whole range in 20 min, and half as fast again in the middle.
    ASSERT_LE(std::abs(value - last), 0.4 * 1.5 / 1200. + 1e-9) << local_text(moment);
    last = value;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  EXPECT_GE(lowest, 0.8);
  EXPECT_LE(highest, 1.2);
  EXPECT_LT(lowest, 0.81) << "within two weeks it comes near both ends";
  EXPECT_GT(highest, 1.19);
}

TEST(RandomWalk, IsTheSameBySeedAndAnotherByAnother) {
  RandomWalk same = slow, other = slow, of_gain = slow;
  other.seed = 1;
  of_gain.parameter = ParameterId::gain;
  const Moment moment = utc(2026, 5, 1, 12, 34, 56);
  EXPECT_EQ(number_at(slow, moment), number_at(same, moment));
  EXPECT_NE(number_at(slow, moment), number_at(other, moment));
  EXPECT_NE(number_at(slow, moment), number_at(of_gain, moment))
      << "otherwise two walks would move in parallel";
}

TEST(RandomWalk, GoesThroughItsPointsInTurnAndHomeAgain) {
  const RandomWalk tour{.parameter = ParameterId::encoding,
                        .numbers = {},
                        .names = {"rain", "sea", "wind"},
                        .every = 10min,
                        .in_turn = true};
  const Moment begin{30min * 1000};
  const std::size_t stations[] = {0, 1, 2, 0};
  for (int leg = 0; leg < 3; ++leg) {
    const auto [from, to, position] = place_at(tour, begin + leg * 10min);
    EXPECT_EQ(from, stations[leg]);
    EXPECT_EQ(to, stations[leg + 1]);
    EXPECT_EQ(position, 0.);
    EXPECT_DOUBLE_EQ(place_at(tour, begin + leg * 10min + 5min).position, 0.5);
  }
  EXPECT_EQ(place_at(tour, begin - 1min).from, 2u);
}

TEST(RandomWalk, VisitsEveryPartOfALineOfManyPoints) {
  const RandomWalk wander{
      .parameter = ParameterId::encoding, .numbers = {}, .names = {"a", "b", "c", "d"}, .every = 1min};
  std::set<std::size_t> visited;
  for (Moment moment = utc(2026, 1, 1, 0); moment < utc(2026, 1, 1, 6); moment += 5s) {
    const auto [from, to, position] = place_at(wander, moment);
    ASSERT_EQ(to, from + 1);
    ASSERT_LT(to, 4u);
    ASSERT_GE(position, 0.);
    ASSERT_LE(position, 1.);
    visited.insert(from);
  }
  EXPECT_EQ(visited.size(), 3u);
}

TEST(RandomWalk, HoldsBefore1970) {
  EXPECT_NEAR(number_at(slow, Moment(-1ms)), number_at(slow, Moment(0ms)), 1e-6);
}

TEST(RandomWalk, IsToldOfOftenEnoughToBeSmooth) {
  RandomWalk walk = slow;
  EXPECT_GE(stride(walk), 4s);
  walk.every = 5s;
  EXPECT_EQ(stride(walk), 250ms);
  walk.every = 24h;
  EXPECT_EQ(stride(walk), 5s);
}

}  // namespace
}  // namespace aeolian
