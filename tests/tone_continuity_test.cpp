// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tone_continuity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace aeolian {
namespace {

constexpr int rate = 48000;
constexpr double hz = 440.;
constexpr double level = 0.25;

/** Three seconds of the tone as output by a sound server, in 24 bits. */
std::vector<float> tone(double of_hz = hz) {
  std::vector<float> samples(3 * rate);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double exact = level * std::sin(2. * std::numbers::pi * of_hz * static_cast<double>(i) / rate);
    samples[i] = static_cast<float>(std::round(exact * 8388608.) / 8388608.);
  }
  return samples;
}

std::ptrdiff_t at(double seconds) {
  return static_cast<std::ptrdiff_t>(seconds * rate);
}

TEST(ToneContinuity, FindsNothingInACleanToneOf24Bits) {
  const ToneReport report = judge_tone(tone(), rate, hz);
  EXPECT_TRUE(report.is_clean(hz, level)) << text_of(report);
  EXPECT_NEAR(report.hz, hz, 1e-4);
  EXPECT_NEAR(report.level, level, 1e-5);
}

TEST(ToneContinuity, FindsABlockThatWasDropped) {
  auto samples = tone();
  samples.erase(samples.begin() + at(1.), samples.begin() + at(1.) + 256);
  const ToneReport report = judge_tone(samples, rate, hz);
  ASSERT_EQ(report.clicks.size(), 1u) << text_of(report);
  EXPECT_TRUE(report.gaps.empty()) << text_of(report);
  EXPECT_NEAR(report.clicks[0].at_s, 1., 0.001);
  EXPECT_NEAR(report.clicks[0].phase_jump,
              std::remainder(2. * std::numbers::pi * hz * 256 / rate, 2. * std::numbers::pi), 0.02);
}

TEST(ToneContinuity, FindsABlockThatWasPlayedTwice) {
  auto samples = tone();
  const std::vector<float> block(samples.begin() + at(1.), samples.begin() + at(1.) + 256);
  samples.insert(samples.begin() + at(1.) + 256, block.begin(), block.end());
  const ToneReport report = judge_tone(samples, rate, hz);
  EXPECT_EQ(report.clicks.size(), 1u) << text_of(report);
  EXPECT_FALSE(report.is_clean(hz, level));
}

TEST(ToneContinuity, FindsAClickOfOneSample) {
  auto samples = tone();
  samples[static_cast<std::size_t>(at(1.5))] += 0.01f;
  const ToneReport report = judge_tone(samples, rate, hz);
  ASSERT_EQ(report.clicks.size(), 1u) << text_of(report);
  EXPECT_NEAR(report.clicks[0].phase_jump, 0., 0.01);
}

TEST(ToneContinuity, FindsASilenceOf20MsAndItsLength) {
  auto samples = tone();
  std::fill_n(samples.begin() + at(2.), at(0.02), 0.f);
  const ToneReport report = judge_tone(samples, rate, hz);
  ASSERT_EQ(report.gaps.size(), 1u) << text_of(report);
  EXPECT_TRUE(report.clicks.empty()) << text_of(report);
  EXPECT_NEAR(report.gaps[0].silence_s, 0.02, 0.001);
}

TEST(ToneContinuity, FindsASilenceThatBeginsAndEndsAtZero) {
  auto samples = tone();
  samples.insert(samples.begin() + at(2.), static_cast<std::size_t>(at(0.025)), 0.f);  // 11 whole periods
  EXPECT_EQ(judge_tone(samples, rate, hz).gaps.size(), 1u);
}

TEST(ToneContinuity, FindsAPitchThatIsOffByATenthOfAPercent) {
  const ToneReport report = judge_tone(tone(hz * 1.001), rate, hz);
  EXPECT_TRUE(report.clicks.empty()) << text_of(report);
  EXPECT_NEAR(report.hz, hz * 1.001, 0.01);
  EXPECT_FALSE(report.is_clean(hz, level));
}

TEST(ToneContinuity, FindsAPitchThatBendsInBetween) {
  std::vector<float> samples(3 * rate);
  double phase = 0.;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(level * std::sin(phase));
    const bool bent = i > rate && i < 2 * rate;
    phase += 2. * std::numbers::pi * hz * (bent ? 1.001 : 1.) / rate;
  }
  const ToneReport report = judge_tone(samples, rate, hz);
  EXPECT_GT(report.drift_hz, 0.2) << text_of(report);
  EXPECT_FALSE(report.is_clean(hz, level));
}

TEST(ToneContinuity, FindsAStepOfLevel) {
  auto samples = tone();
  for (auto sample = samples.begin() + at(1.5); sample != samples.end(); ++sample) *sample *= 0.95f;
  const ToneReport report = judge_tone(samples, rate, hz);
  EXPECT_GT(report.level_spread, 0.03) << text_of(report);
  EXPECT_FALSE(report.is_clean(hz, level));
}

TEST(ToneContinuity, HasNothingToJudgeInSilence) {
  const std::vector<float> silence(rate, 0.f);
  EXPECT_TRUE(without_fades(silence, rate).empty());
  EXPECT_FALSE(judge_tone(without_fades(silence, rate), rate, hz).is_clean(hz, level));
}

}  // namespace
}  // namespace aeolian
