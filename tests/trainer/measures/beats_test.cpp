// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/beats.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace aeolian::trainer {
namespace {

constexpr double rate = 172;

/** Onset strength of `seconds` with an onset every `period_s`, each up to `off_s` early or late. */
Eigen::ArrayXd onsets(double period_s, double seconds, double off_s = 0) {
  Random random(1);
  Eigen::ArrayXd strength(static_cast<Eigen::Index>(seconds * rate));
  for (double& value : strength) value = .1 * random.uniform();
  for (double at = .3; at < seconds - .1; at += period_s)
    strength[static_cast<Eigen::Index>((at + off_s * (2 * random.uniform() - 1)) * rate)] += 4;
  return strength;
}

TEST(Beats, AreWhereTheOnsetsAre) {
  for (const double period_s : {.33, .5, .62}) {
    const auto beats = beat_times(onsets(period_s, 20), rate);
    ASSERT_GT(beats.size(), 15 / period_s) << period_s;
    for (const double beat : beats) {
      const double position = (beat / rate - .3) / period_s;
      EXPECT_NEAR(position, std::round(position), .05) << period_s;
    }
  }
}

TEST(Beats, GoOnWhereAnOnsetIsMissing) {
  auto strength = onsets(.5, 20);
  strength.segment(static_cast<Eigen::Index>(9.7 * rate), static_cast<Eigen::Index>(.9 * rate)) = .05;
  const auto beats = beat_times(strength, rate);
  EXPECT_NEAR(static_cast<double>(beats.size()), 40, 1);
}

TEST(Beats, ThereAreNoneInNoiseNorInSilence) {
  Random random(2);
  Eigen::ArrayXd noise(static_cast<Eigen::Index>(20 * rate));
  for (double& value : noise) value = random.uniform();
  EXPECT_TRUE(beat_times(noise, rate).empty());
  EXPECT_TRUE(beat_times(Eigen::ArrayXd::Zero(noise.size()), rate).empty());
  EXPECT_LT(clearest_pulse(noise, rate).clarity, .2);
}

TEST(Beats, ClearnessFallsAsTheOnsetsBecomeUneven) {
  const auto clarity = [](double off_s) { return clearest_pulse(onsets(.5, 20, off_s), rate).clarity; };
  EXPECT_GT(clarity(0), .8);
  EXPECT_LT(clarity(.1), .4);
  EXPECT_NEAR(clearest_pulse(onsets(.5, 20), rate).period_s, .5, .01);
}

TEST(Beats, APhaseGrowsFromBeatToBeatAndBeyondThem) {
  const auto phases = beat_phases({10, 20, 40}, 0, 5, 12);
  const std::vector<float> expected{0, .5, 0, .5, 0, .25, .5, .75, 0, .25, .5, .75};
  ASSERT_EQ(phases.size(), expected.size());
  for (std::size_t i = 0; i < phases.size(); ++i) EXPECT_FLOAT_EQ(phases[i], expected[i]) << i;
  EXPECT_EQ(beat_phases({10}, 0, 5, 2), std::vector<float>(2, -1.f));
}

}  // namespace
}  // namespace aeolian::trainer
