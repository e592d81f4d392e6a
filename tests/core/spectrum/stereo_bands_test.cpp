// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/stereo_bands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/spectrum/stereo_power.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

using Bins = std::vector<std::complex<float>>;

/** The image of the first band of these two channels. */
ImageBand image_of(const Bins& left, const Bins& right) {
  const StereoBands bands(music_front_end());
  Bins mid(left.size()), side(left.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    mid[i] = .5f * (left[i] + right[i]);
    side[i] = .5f * (left[i] - right[i]);
  }
  std::vector<ImageBand> image(bands.size());
  bands.measure(mid, side, image);
  return image.front();
}

Bins all_bins(std::complex<float> value) {
  return Bins(static_cast<std::size_t>(music_front_end().bins()), value);
}

TEST(StereoBands, DivideTheKeptBinsAndGrowWider) {
  for (const FrontEnd& front_end : {music_front_end(), speech_front_end()}) {
    const StereoBands bands(front_end);
    EXPECT_EQ(bands.size(), 20u);
    EXPECT_EQ(bands.begin_of(0), 0u);
    EXPECT_EQ(bands.end_of(bands.size() - 1), static_cast<std::size_t>(front_end.kept_bins()));
    const auto width = [&](std::size_t band) { return bands.end_of(band) - bands.begin_of(band); };
    for (std::size_t band = 0; band < bands.size(); ++band) EXPECT_GE(width(band), 5u) << band;
    EXPECT_GT(width(bands.size() - 1), width(0));
  }
}

TEST(StereoBands, OfFewBinsAreFewer) {
  const auto front_end = *make_front_end(8000, 16., 24, 4000.);
  const StereoBands bands(front_end);
  EXPECT_GE(bands.size(), 5u);
  EXPECT_LT(bands.size(), 20u);
  EXPECT_EQ(bands.end_of(bands.size() - 1), static_cast<std::size_t>(front_end.kept_bins()));
}

TEST(StereoBands, OfACheckpointAreThoseThatItNames) {
  const StereoBands standard(music_front_end());
  const StereoBands named(music_front_end(), standard.edges());
  ASSERT_EQ(named.size(), standard.size());
  for (std::size_t band = 0; band < named.size(); ++band)
    EXPECT_EQ(named.begin_of(band), standard.begin_of(band));
}

TEST(StereoBands, TellLeftFromRightAndLikeFromUnlike) {
  const auto one = all_bins(1.f), none = all_bins(0.f), later = all_bins({0.f, 1.f});
  const auto negative = all_bins(-1.f);
  EXPECT_EQ(image_of(one, none), (ImageBand{1.f, 0.f, 0.f}));
  EXPECT_EQ(image_of(none, one), (ImageBand{-1.f, 0.f, 0.f}));
  EXPECT_EQ(image_of(one, one), (ImageBand{0.f, 1.f, 0.f}));
  EXPECT_EQ(image_of(one, negative), (ImageBand{0.f, -1.f, 0.f}));
  EXPECT_EQ(image_of(later, one), (ImageBand{0.f, 0.f, 1.f}));
  EXPECT_EQ(image_of(none, none), ImageBand()) << "silence is in the middle";
}

TEST(StereoPower, SaysWhatTwoChannelsHaveInCommon) {
  const auto front_end = music_front_end();
  const auto noise = white_noise(44100);
  std::vector<float> other(noise.rbegin(), noise.rend()), softer(noise);
  for (float& sample : softer) sample *= -.5f;
  const auto unlike = stereo_power(front_end, noise, other)[10];
  EXPECT_NEAR(unlike.level_difference_db(), 0., .5);
  EXPECT_LT(unlike.coherence(), .15);
  const auto opposite = stereo_power(front_end, noise, softer)[10];
  EXPECT_NEAR(opposite.level_difference_db(), 6.02, .01);
  EXPECT_NEAR(opposite.coherence(), 1., 1e-4);
  EXPECT_NEAR(opposite.correlation(), -1., 1e-4);
}

}  // namespace
}  // namespace aeolian
