// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/texture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

/** Frames of texture, row by row. */
std::vector<std::vector<float>> frames(const FrontEnd& front_end, std::size_t count, std::uint64_t seed = 1) {
  NoiseTexture texture(front_end, seed);
  std::vector<std::vector<float>> rows(count, std::vector<float>(static_cast<std::size_t>(front_end.bins())));
  for (auto& row : rows) texture.next(row);
  return rows;
}

double correlation(const std::vector<std::vector<float>>& rows, std::size_t frames_apart,
                   std::size_t bins_apart) {
  double product = 0.;
  double square = 0.;
  for (std::size_t n = 0; n + frames_apart < rows.size(); ++n) {
    for (std::size_t bin = 2; bin + bins_apart + 2 < rows[n].size(); ++bin) {
      product += static_cast<double>(rows[n][bin]) * rows[n + frames_apart][bin + bins_apart];
      square += static_cast<double>(rows[n][bin]) * rows[n][bin];
    }
  }
  return product / square;
}

TEST(NoiseTexture, HasNoMeanAndTheSpreadOfARayleighVariable) {
  const auto rows = frames(speech_front_end(), 800);
  double sum = 0.;
  double squares = 0.;
  std::size_t count = 0;
  for (const auto& row : rows) {
    for (std::size_t bin = 2; bin + 2 < row.size(); ++bin, ++count) {
      sum += row[bin];
      squares += static_cast<double>(row[bin]) * row[bin];
    }
    EXPECT_GE(std::ranges::min(row), -4.f);
  }
  EXPECT_NEAR(sum / static_cast<double>(count), 0., 0.01);
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(count)), std::numbers::pi / (2. * std::sqrt(6.)), 0.01);
}

TEST(NoiseTexture, TheLowestAndHighestBinHaveNoMeanEither) {
  const auto rows = frames(speech_front_end(), 4000);
  for (const std::size_t bin : {std::size_t{0}, std::size_t{256}}) {
    double sum = 0.;
    for (const auto& row : rows) sum += row[bin];
    EXPECT_NEAR(sum / 4000., 0., 0.15) << bin;
  }
}

TEST(NoiseTexture, HoldsTogetherOverAWindowAndOverNeighbouringBinsAsNoiseDoes) {
  const auto rows = frames(speech_front_end(), 800);
  // Log magnitudes of Gaussian variables with correlation r correlate by Li2(r^2) / Li2(1). A Hann window's r
  // is 0.902 over an eighth of its length and 2/3 over one bin.
  EXPECT_NEAR(correlation(rows, 1, 0), 0.671, 0.02);
  EXPECT_NEAR(correlation(rows, 0, 1), 0.308, 0.02);
  EXPECT_NEAR(correlation(rows, 8, 0), 0., 0.02);
  EXPECT_NEAR(correlation(rows, 0, 4), 0., 0.02);
}

TEST(NoiseTexture, FollowsFromItsSeedAndStartsAgainOnReset) {
  const FrontEnd front_end = speech_front_end();
  EXPECT_EQ(frames(front_end, 10, 1), frames(front_end, 10, 1));
  EXPECT_NE(frames(front_end, 10, 1), frames(front_end, 10, 2));
  NoiseTexture texture(front_end, 1);
  std::vector<float> first(257);
  std::vector<float> again(257);
  texture.next(first);
  texture.next(again);
  texture.reset();
  texture.next(again);
  EXPECT_EQ(first, again);
}

TEST(NoiseTexture, IsMadeWithoutAllocating) {
  NoiseTexture texture(music_front_end(), 1);
  std::vector<float> row(1025);
  const std::size_t before = allocations();
  texture.next(row);
  EXPECT_EQ(allocations(), before);
}

TEST(BandSpread, IsTheBinsOwnBelowAndSmallerInWideBands) {
  const auto [spread, change, offset] = band_noise(music_front_end());
  ASSERT_EQ(spread.size(), 192u);
  for (std::size_t band = 2; band < 60; ++band) EXPECT_NEAR(spread[band], 0.64f, 0.09f) << band;
  EXPECT_LT(spread.back(), 0.3f);
  EXPECT_GT(spread.back(), 0.05f);
  EXPECT_EQ(spread, band_noise(music_front_end()).spread);
  // A window later it is uncorrelated: the difference of two normal variables has a mean magnitude of
  // 2/sqrt(pi).
  const auto apart = band_noise(music_front_end(), 8).change;
  for (std::size_t band = 0; band < change.size(); ++band) {
    EXPECT_NEAR(apart[band] / spread[band], 1.13f, 0.15f) << band;
    EXPECT_LT(change[band], 0.75f * apart[band]) << band;
  }
  EXPECT_NEAR(offset[20], 0.f, 0.06f);       // a band of one bin
  EXPECT_NEAR(offset.back(), 0.27f, 0.05f);  // the mean power of many bins
}

}  // namespace
}  // namespace aeolian
