// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/sine_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "tests/core/generator/listening.h"

namespace aeolian {
namespace {

/** Largest deviation from the recurrence of a sine of `hz`: a click shows as a large one. */
float residue(std::span<const float> samples, double hz, int rate) {
  const auto coefficient = static_cast<float>(2 * std::cos(2 * std::numbers::pi * hz / rate));
  float most = 0.f;
  for (std::size_t i = 2; i < samples.size(); ++i) {
    most = std::max(most, std::abs(samples[i] - coefficient * samples[i - 1] + samples[i - 2]));
  }
  return most;
}

TEST(SineSource, HopsJoinWithoutASeam) {
  SineSource source(44100, 256, 440, 0.5f);
  std::vector<float> samples(256 * 500);
  for (std::size_t begin = 0; begin < samples.size(); begin += 256) {
    source.render(std::span(samples).subspan(begin, 256));
  }
  EXPECT_LT(residue(samples, 440, 44100), 1e-6f);
  EXPECT_NEAR(*std::ranges::max_element(samples), 0.5f, 1e-4f);
}

TEST(SineSource, TheTailGoesOnFromTheLastSampleAndDecays) {
  SineSource source(44100, 256, 440, 0.5f);
  std::vector<float> samples(256 + static_cast<std::size_t>(source.tail_size()));
  source.render(std::span(samples).first(256));
  std::ranges::copy(listening::tail_of(source), samples.begin() + 256);
  EXPECT_LT(residue(samples, 440, 44100), 1e-3f);
  EXPECT_LT(*std::ranges::max_element(std::span(samples).last(256)), 0.25f);
}

TEST(SineSource, MakingATailChangesNothing) {
  SineSource with_tail(44100, 256, 440, 0.5f);
  SineSource without(44100, 256, 440, 0.5f);
  std::vector<float> a(256);
  std::vector<float> b(256);
  for (int hop = 0; hop < 10; ++hop) {
    with_tail.render(a);
    listening::tail_of(with_tail);
    without.render(b);
    ASSERT_EQ(a, b);
  }
}

}  // namespace
}  // namespace aeolian
