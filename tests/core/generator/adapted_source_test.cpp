// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/adapted_source.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/core/generator/listening.h"

namespace aeolian {
namespace {

using namespace listening;

TEST(AdaptedSource, AnotherHopAloneLeavesTheSamplesAsTheyAre) {
  const auto plain = sine(440);
  AdaptedSource source(sine(440, rate, 100), *plain);
  EXPECT_EQ(play(source, 10), play(*plain, 10));
}

TEST(AdaptedSource, ATailGoesOnWithoutAClickAndChangesNothing) {
  const auto like = sine(440);
  for (const int other : {8000, 16000, 44100, 48000, 96000}) {
    AdaptedSource source(sine(300, other, other / 200), *like), twin(sine(300, other, other / 200), *like);
    const float jump = 0.5f * 2.f * std::numbers::pi_v<float> * 300.f / rate;
    std::vector<StereoFrame> tail(static_cast<std::size_t>(source.tail_size()));
    for (int i = 0; i < 40; ++i) {
      auto samples = play(source, 1);
      ASSERT_EQ(samples, play(twin, 1)) << other << " Hz";
      source.tail(tail);
      const auto rest = left_of(tail);
      samples.insert(samples.end(), rest.begin(), rest.end());
      if (i >= 4) {
        EXPECT_LE(largest_jump(samples), jump * 1.06f) << other << " Hz, step " << i;
      }
    }
  }
}

TEST(AdaptedSource, ATailBeginsWithoutAClickHoweverHighTheSound) {
  const auto like = sine(440);
  for (const int other : {8000, 16000, 22050}) {
    const double hz = 0.3 * other;
    AdaptedSource source(sine(hz, other, other / 200), *like);
    std::vector<StereoFrame> tail(static_cast<std::size_t>(source.tail_size()));
    const auto jump = static_cast<float>(std::sin(std::numbers::pi * hz / rate));
    for (int i = 0; i < 40; ++i) {
      const auto samples = play(source, 1);
      source.tail(tail);
      if (i >= 4) {
        EXPECT_LE(std::abs(tail[0].left - samples.back()), jump * 1.12f) << other << " Hz, step " << i;
      }
    }
  }
}

}  // namespace
}  // namespace aeolian
