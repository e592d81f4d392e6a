// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/onset_grain.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

using Frame = std::vector<float>;

constexpr std::size_t bands = 192;

Frame all(float value) {
  return Frame(bands, value);
}

/** Thins levels that are all 1. */
Frame thinned(const Frame& before, const Frame& mean, const Frame& after, float thinning = 1.f) {
  Frame levels = all(1.f);
  OnsetGrain(music_front_end(), thinning).thin(before, mean, after, levels);
  return levels;
}

TEST(OnsetGrain, SteadyNoiseKeepsItsGrain) {
  EXPECT_EQ(thinned(all(-3.f), all(-3.f), all(-3.f)), all(1.f));
}

TEST(OnsetGrain, WithoutThinningAllOfItIsLeft) {
  EXPECT_EQ(thinned(all(-9.f), all(-3.f), all(-1.f), 0.f), all(1.f));
}

TEST(OnsetGrain, APowerThatChangesByANeperAFrameLeavesHalf) {
  for (const float level : thinned(all(-3.5f), all(-3.f), all(-2.5f))) EXPECT_NEAR(level, .5f, 1e-5f);
  for (const float level : thinned(all(-2.5f), all(-3.f), all(-3.5f))) EXPECT_NEAR(level, .5f, 1e-5f);
  for (const float level : thinned(all(-3.5f), all(-3.f), all(-2.5f), 3.f)) EXPECT_NEAR(level, .25f, 1e-5f);
}

TEST(OnsetGrain, TheLastFrameOfAStepGoesByTheOneBeforeAlone) {
  for (const float level : thinned(all(-3.5f), all(-3.f), {})) EXPECT_NEAR(level, .5f, 1e-5f);
}

TEST(OnsetGrain, ADrumLeavesTheGrainOfBandsFarAboveIt) {
  Frame before = all(-3.f), after = all(-3.f);
  for (std::size_t band = 0; band < 60; ++band) before[band] = -5.f, after[band] = -1.f;
  const Frame levels = thinned(before, all(-3.f), after);
  EXPECT_LT(levels[20], .1f);
  EXPECT_EQ(levels[120], 1.f);
}

TEST(OnsetGrain, OnlyWhatHasGrainSaysWhatAnOnsetIs) {
  Frame before = all(-3.f), levels = all(1.f);
  for (std::size_t band = 0; band < bands; band += 2) before[band] = -5.f, levels[band] = 0.f;  // tones
  OnsetGrain(music_front_end(), 1.f).thin(before, all(-3.f), all(-3.f), levels);
  EXPECT_EQ(levels[101], 1.f);
}

TEST(OnsetGrain, ThinsWithoutAllocating) {
  OnsetGrain grain(music_front_end(), 1.f);
  const Frame before = all(-4.f), mean = all(-3.f);
  Frame levels = all(1.f);
  const std::size_t allocated = allocations();
  grain.thin(before, mean, mean, levels);
  EXPECT_EQ(allocations(), allocated);
}

}  // namespace
}  // namespace aeolian
