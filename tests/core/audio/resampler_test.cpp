// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/resampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace aeolian {
namespace {

std::vector<float> sine(std::size_t length, double frequency, int sample_rate) {
  std::vector<float> samples(length);
  for (std::size_t i = 0; i < length; ++i) {
    const double turn = 2. * std::numbers::pi * frequency / sample_rate * static_cast<double>(i);
    samples[i] = static_cast<float>(std::sin(turn));
  }
  return samples;
}

TEST(Resampler, LengthIsRoundedFromTheRatio) {
  EXPECT_EQ(resample(std::vector<float>(44100), 44100, 48000).size(), 48000u);
  EXPECT_EQ(resample(std::vector<float>(1001), 48000, 44100).size(), 920u);
  EXPECT_EQ(resample(std::vector<float>(3), 44100, 22050).size(), 2u);
  EXPECT_TRUE(resample({}, 44100, 22050).empty());
}

TEST(Resampler, TheSameRateGivesTheSameSamples) {
  const auto samples = sine(100, 440., 44100);
  EXPECT_EQ(resample(samples, 44100, 44100), samples);
}

TEST(Resampler, ASineStaysTheSameSineAlignedInTime) {
  for (const auto& [from, to] : {std::pair{44100, 48000}, {48000, 16000}, {8000, 44100}}) {
    const auto made = resample(sine(static_cast<std::size_t>(from), 1000., from), from, to);
    const auto wanted = sine(static_cast<std::size_t>(to), 1000., to);
    ASSERT_EQ(made.size(), wanted.size());
    const auto edge = static_cast<std::size_t>(to / 20);
    for (std::size_t i = edge; i + edge < made.size(); ++i) ASSERT_NEAR(made[i], wanted[i], 1e-4) << i;
  }
}

TEST(Resampler, WhatTheNewRateCannotHoldIsRemoved) {
  const auto made = resample(sine(48000, 15000., 48000), 48000, 22050);
  for (std::size_t i = 2000; i + 2000 < made.size(); ++i) ASSERT_NEAR(made[i], 0.f, 1e-4);
}

}  // namespace
}  // namespace aeolian
