// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/output_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

namespace aeolian {
namespace {

constexpr int rate = 48000;

/** The right channel is inverted. */
std::vector<StereoFrame> sine(double hz, float amplitude, std::size_t frames) {
  std::vector<StereoFrame> out(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    out[i].left =
        amplitude * static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate));
    out[i].right = -out[i].left;
  }
  return out;
}

/** An output stage that has faded in. */
OutputStage open_stage() {
  OutputStage stage(rate);
  stage.set_fade(1.f, 0.f);
  std::vector<StereoFrame> silence(rate / 10);
  stage.process(silence);
  return stage;
}

float peak(std::span<const StereoFrame> frames) {
  float most = 0.f;
  for (const float sample : interleaved(frames)) {
    most = std::max(most, std::abs(sample));
  }
  return most;
}

float largest_jump(std::span<const StereoFrame> frames) {
  float most = 0.f;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const StereoFrame jump = frames[i] - frames[i - 1];
    most = std::max({most, std::abs(jump.left), std::abs(jump.right)});
  }
  return most;
}

double decibels(double ratio) {
  return 20 * std::log10(ratio);
}

TEST(OutputStage, BeginsInSilenceAndFadesInOverTheTimeAsked) {
  OutputStage stage(rate);
  auto before = sine(440, 0.5f, 480);
  stage.process(before);
  EXPECT_EQ(peak(before), 0.f);

  stage.set_fade(1.f, 0.1f);
  auto fading = sine(440, 0.5f, rate / 5);
  stage.process(fading);
  const std::span samples(fading);
  EXPECT_LT(peak(samples.first(240)), 0.01f);                   // 5 ms in
  EXPECT_NEAR(peak(samples.subspan(2340, 220)), 0.25f, 0.02f);  // half-way
  EXPECT_NEAR(peak(samples.subspan(4800)), 0.5f, 0.001f);
  EXPECT_EQ(stage.fade_level(), 1.f);
}

TEST(OutputStage, FadesOutToExactSilenceWithoutAJump) {
  OutputStage stage = open_stage();
  stage.set_fade(0.f, 0.05f);
  auto samples = sine(440, 0.5f, 4800);
  const float jump = largest_jump(samples);
  stage.process(samples);
  EXPECT_LE(largest_jump(samples), jump * 1.01f);
  EXPECT_EQ(peak(std::span(samples).subspan(2400)), 0.f);
  EXPECT_EQ(stage.fade_level(), 0.f);
}

TEST(OutputStage, TakesOutDcAndLeavesTheSound) {
  OutputStage stage = open_stage();
  auto samples = sine(100, 0.25f, rate);
  for (StereoFrame& frame : samples) frame += {0.2f, -0.1f};
  stage.process(samples);
  const std::span settled = std::span(samples).last(rate / 2);
  StereoFrame sum;
  for (const StereoFrame frame : settled) sum += frame;
  for (const float of_channel : {sum.left, sum.right}) {
    EXPECT_LT(decibels(std::abs(of_channel) / static_cast<float>(settled.size())), -60);
  }
  EXPECT_NEAR(decibels(peak(settled) / 0.25), 0, 0.05);
}

TEST(OutputStage, IsTransparentUpToMinusThreeDecibels) {
  OutputStage stage = open_stage();
  auto samples = sine(1000, 0.70f, rate);
  const auto original = samples;
  stage.process(samples);
  // The remaining difference is the phase of the DC blocker, so compares levels, and the shape through the
  // peak.
  EXPECT_NEAR(decibels(peak(std::span(samples).last(4800)) / 0.70), 0, 0.01);
  double difference = 0;
  for (std::size_t i = samples.size() - 4800; i < samples.size(); ++i) {
    difference = std::max(difference, static_cast<double>(std::abs(samples[i].left - original[i].left)));
  }
  EXPECT_LT(difference, 0.7 * 0.006);
}

TEST(OutputStage, NeverExceedsMinusPointThreeDecibels) {
  OutputStage stage = open_stage();
  const float ceiling = std::pow(10.f, -0.3f / 20.f);
  for (const float amplitude : {0.9f, 1.f, 2.f, 10.f, 1e6f, std::numeric_limits<float>::max()}) {
    auto samples = sine(777, amplitude, 4800);
    stage.process(samples);
    EXPECT_LE(peak(samples), ceiling) << "at amplitude " << amplitude;
    EXPECT_GT(peak(samples), 0.8f) << "at amplitude " << amplitude;
  }
}

TEST(OutputStage, GainRampsToItsValueWithoutAJump) {
  OutputStage stage = open_stage();
  stage.set_gain(-20.f, 0.f);
  auto samples = sine(200, 0.5f, 9600);
  const float jump = largest_jump(samples);
  stage.process(samples);
  EXPECT_LE(largest_jump(samples), jump * 1.02f);
  EXPECT_NEAR(decibels(peak(std::span(samples).last(4800)) / 0.5), -20, 0.05);
}

TEST(OutputStage, GainGlidesAsLongAsAsked) {
  OutputStage stage = open_stage();
  stage.set_gain(-60.f, 1.f);
  auto samples = sine(200, 0.5f, rate);
  stage.process(samples);
  EXPECT_NEAR(peak(std::span(samples).subspan(rate / 2 - 240, 480)), 0.25f, 0.01f);
  EXPECT_LT(peak(std::span(samples).last(10)), 0.001f);
}

TEST(Ramp, OfAMinuteIsAStraightLineAtAnyRate) {
  for (const std::size_t rate_hz : {48000, 96000, 192000}) {
    for (const float target : {.944f, 1.122f, .5f}) {
      const std::size_t steps = 60 * rate_hz;
      Ramp ramp(1.f);
      ramp.go(target, steps);
      float before = 1.f;
      for (std::size_t i = 1; i <= steps; ++i) {
        const float value = ramp.next();
        ASSERT_LE(std::abs(value - before), 3e-7f) << "a click at " << i << " of " << steps;
        before = value;
        if (2 * i == steps) {
          EXPECT_NEAR(value, .5f * (1.f + target), 1e-6f);
        }
      }
      EXPECT_EQ(before, target);
    }
  }
}

TEST(OutputStage, TheLowestGainIsSilence) {
  OutputStage stage = open_stage();
  stage.set_gain(OutputStage::silent_gain_db, 0.f);
  auto samples = sine(200, 0.5f, 9600);
  stage.process(samples);
  EXPECT_EQ(peak(std::span(samples).last(4800)), 0.f);
}

TEST(OutputStage, MuteSilencesAndComesBackWithoutAJump) {
  OutputStage stage = open_stage();
  auto samples = sine(200, 0.5f, 3 * 4800);
  const float jump = largest_jump(samples);
  const std::span all(samples);
  stage.process(all.first(4800));
  stage.set_mute(true);
  stage.process(all.subspan(4800, 4800));
  stage.set_mute(false);
  stage.process(all.last(4800));
  EXPECT_LE(largest_jump(samples), jump * 1.05f);
  EXPECT_EQ(peak(all.subspan(2 * 4800 - 100, 100)), 0.f);
  EXPECT_NEAR(peak(all.last(1000)), 0.5f, 0.01f);
}

TEST(OutputStage, OneChannelLeavesTheOtherAlone) {
  OutputStage stage = open_stage();
  auto loud = sine(777, 10.f, 4800);
  const auto quiet = sine(200, 0.5f, 4800);
  for (std::size_t i = 0; i < loud.size(); ++i) loud[i].right = quiet[i].left;
  auto alone = quiet;
  stage.process(loud);
  OutputStage another = open_stage();
  another.process(alone);
  for (std::size_t i = 0; i < loud.size(); ++i) ASSERT_EQ(loud[i].right, alone[i].left) << i;
}

TEST(OutputStage, WhatIsNotFiniteIsCountedAndBecomesSilence) {
  OutputStage stage = open_stage();
  auto samples = sine(200, 0.5f, 4800);
  samples[1000].left = std::numeric_limits<float>::quiet_NaN();
  samples[2000].right = std::numeric_limits<float>::infinity();
  samples[3000].left = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(stage.process(samples), 3u);
  for (const float sample : interleaved(std::span(std::as_const(samples)))) {
    ASSERT_TRUE(std::isfinite(sample));
  }
  EXPECT_NEAR(peak(std::span(samples).last(1000)), 0.5f, 0.02f);
}

TEST(OutputStage, ControlsThatAreNotFiniteChangeNothing) {
  OutputStage stage = open_stage();
  stage.set_gain(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::quiet_NaN());
  stage.set_gain(std::numeric_limits<float>::infinity(), 0.f);
  auto samples = sine(200, 0.5f, 9600);
  stage.process(samples);
  EXPECT_NEAR(peak(std::span(samples).last(4800)), 0.5f, 0.001f);
}

}  // namespace
}  // namespace aeolian
