// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/step_input.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace aeolian {
namespace {

TEST(SoundInput, PlaysOnceAndThenSilence) {
  SoundInput input({.25f, .5f, -1.f});
  std::vector<float> samples(2);
  input.take(samples);
  EXPECT_EQ(samples, (std::vector{.25f, .5f}));
  input.take(samples);
  EXPECT_EQ(samples, (std::vector{-1.f, 0.f}));
  input.take(samples);
  EXPECT_EQ(samples, (std::vector{0.f, 0.f}));
}

TEST(StepInput, GivesWholeMultiplesOfATwentyBitStepWithinFullScale) {
  constexpr float step = 0x1p-19f;
  SoundInput input({.1f, 3.f, -3.f, .4f * step, std::nanf(""), std::numeric_limits<float>::infinity()});
  std::vector<float> samples(6);
  input.take(samples);
  EXPECT_NEAR(samples[0], .1f, step / 2);
  EXPECT_EQ(std::round(samples[0] / step), samples[0] / step);
  EXPECT_EQ(samples[1], 1.f);
  EXPECT_EQ(samples[2], -1.f);
  for (const std::size_t silent : {3, 4, 5}) EXPECT_EQ(samples[silent], 0.f);
}

}  // namespace
}  // namespace aeolian
