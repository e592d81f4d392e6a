// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/sound_statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace aeolian::trainer {
namespace {

/** Statistics of frames of one band whose power is `power`. */
SoundStatistics steady(double power, int frames) {
  SoundStatistics statistics(1);
  const auto amplitude = static_cast<float>(0.5 * std::log(power));
  for (int i = 0; i < frames; ++i) statistics.add(std::span(&amplitude, 1));
  return statistics;
}

TEST(SoundStatistics, AreMeanDeviationAndMaximumOfEachBand) {
  SoundStatistics statistics(2);
  for (const auto& frame : {std::vector{-1.f, -2.f}, std::vector{-3.f, -2.f}}) statistics.add(frame);
  EXPECT_THAT(statistics.mean(), ::testing::ElementsAre(-2, -2));
  EXPECT_THAT(statistics.deviation(), ::testing::ElementsAre(1, 0));
  EXPECT_THAT(statistics.loudest(), ::testing::ElementsAre(-1, -2));
}

TEST(SoundStatistics, OfSeveralSoundsAreJoinedAsIfTheyWereOne) {
  auto both = steady(1, 300);
  auto loud = steady(100, 100);
  loud.loudest_second = .5;
  both.join(loud);
  EXPECT_EQ(both.frames(), 400);
  EXPECT_NEAR(both.mean()[0], .25 * .5 * std::log(100), 1e-4);
  EXPECT_FLOAT_EQ(both.loudest()[0], static_cast<float>(.5 * std::log(100)));
  EXPECT_EQ(both.loudest_second, .5);
}

TEST(SoundStatistics, KnowThePowerThatOneFrameInAThousandExceeds) {
  auto statistics = steady(1, 10'000);
  statistics.join(steady(1000, 9));  // fewer than one in a thousand
  EXPECT_GE(statistics.rare_power(), 1);
  EXPECT_LE(statistics.rare_power(), 1.06);
  statistics.join(steady(1000, 9));
  EXPECT_GE(statistics.rare_power(), 1000);
  EXPECT_LE(statistics.rare_power(), 1060);
}

TEST(SoundStatistics, KnowThePowerThatLasts) {
  auto statistics = steady(1, 2000);
  EXPECT_NEAR(statistics.lasting_power(100, 2), 1, .01) << "twenty seconds of power 1";
  statistics.join(steady(10, 200));
  EXPECT_NEAR(statistics.lasting_power(100, 2), 1 + 9 * (1 - std::exp(-1)), .1)
      << "and two more seconds of power 10";
}

TEST(LoudestSecond, IsThatOfAnyWholeSecond) {
  std::vector<float> samples(2500, 0.1f);
  std::fill(samples.begin() + 1000, samples.begin() + 2000, 0.5f);
  EXPECT_NEAR(loudest_second_of(samples, 1000), .25, 1e-6);
  EXPECT_EQ(loudest_second_of({}, 1000), 0);
}

}  // namespace
}  // namespace aeolian::trainer
