// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/bands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

using testing::Each;
using testing::FloatNear;

TEST(Bands, AreAsManyAsAskedFromZeroToTheLastKeptBin) {
  for (const int count : {8, 40, 80, 192, 257, 929}) {
    const FrontEnd front_end = *make_front_end(44100, 46., count, 20000.);
    const auto centres = Bands(front_end).centres();
    ASSERT_EQ(centres.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(centres.front(), 0.f);
    EXPECT_NEAR(centres.back(), (front_end.kept_bins() - 1) * front_end.bin_width(), 0.01);
    EXPECT_TRUE(std::ranges::is_sorted(centres));
  }
}

TEST(Bands, AreSingleBinsBelowAndWidenInProportionAbove) {
  const FrontEnd front_end = music_front_end();
  const auto centres = Bands(front_end).centres();
  const auto width = static_cast<float>(front_end.bin_width());
  double ratio = 0.;
  for (std::size_t i = 1; i + 2 < centres.size(); ++i) {
    const float step = centres[i + 1] - centres[i];
    if (centres[i] < front_end.linear_to - width) {
      EXPECT_NEAR(step, width, 0.01);
    }
    if (centres[i] > 3000.f && ratio == 0.) ratio = step / centres[i];
    if (ratio > 0.) {
      EXPECT_NEAR(step / centres[i], ratio, 1e-4);
    }
  }
  EXPECT_GT(ratio, 0.01);
}

TEST(Bands, AllBinsKeptAsBandsGiveTheBinsBack) {
  const FrontEnd front_end = *make_front_end(16000, 32., 1000, 8000.);
  ASSERT_EQ(front_end.bands, front_end.bins());
  const Bands bands(front_end);
  const auto spectrogram = analyse(front_end, white_noise(512));
  std::vector<float> values(257);
  std::vector<float> log_bins(257);
  bands.to_bands(spectrogram.frame(7), values);
  bands.to_bins(values, log_bins);
  for (std::size_t i = 0; i < 257; ++i) {
    EXPECT_NEAR(log_bins[i], std::max(std::log(std::abs(spectrogram.frame(7)[i])), log_floor), 1e-4f);
  }
}

TEST(Bands, EqualPowerEverywhereIsTheSameInEveryBandAndBin) {
  const FrontEnd front_end = music_front_end();
  const Bands bands(front_end);
  std::vector<float> values(192);
  std::vector<float> log_bins(1025);
  bands.to_bands(std::vector<std::complex<float>>(1025, {0.f, 0.1f}), values);
  EXPECT_THAT(values, Each(FloatNear(std::log(0.1f), 1e-4f)));
  bands.to_bins(values, log_bins);
  const auto kept = static_cast<std::size_t>(front_end.kept_bins());
  EXPECT_THAT(std::span(log_bins).first(kept), Each(FloatNear(std::log(0.1f), 1e-4f)));
  EXPECT_THAT(std::span(log_bins).subspan(kept), Each(log_silence));
}

TEST(Bands, SilenceIsTheFloor) {
  const Bands bands(music_front_end());
  std::vector<float> values(192);
  bands.to_bands(std::vector<std::complex<float>>(1025), values);
  EXPECT_THAT(values, Each(FloatNear(log_floor, 1e-5f)));
}

TEST(Bands, ValuesPerBandLieOnLinesBetweenTheCentres) {
  const FrontEnd front_end = music_front_end();
  const Bands bands(front_end);
  std::vector<float> bin_values(1025);
  bands.interpolate(bands.centres(), bin_values);
  const auto kept = static_cast<std::size_t>(front_end.kept_bins());
  for (std::size_t bin = 0; bin < kept; ++bin) {
    EXPECT_NEAR(bin_values[bin], static_cast<double>(bin) * front_end.bin_width(), 0.05);
  }
  EXPECT_THAT(std::span(bin_values).subspan(kept), Each(bands.centres().back()));
}

TEST(Bands, LittleIsLostWithTheTruePhase) {
  for (const auto& [count, db] : {std::pair{80, -12.}, {192, -24.}, {256, -27.}}) {
    const FrontEnd front_end = *make_front_end(44100, 46., count, 20000.);
    const Bands bands(front_end);
    const auto sound = voice(44100);
    const auto target = analyse(front_end, sound);
    auto inverted = target;
    std::vector<float> values(static_cast<std::size_t>(count));
    std::vector<float> log_bins(target.bins);
    for (std::size_t n = 0; n < target.frames; ++n) {
      bands.to_bands(target.frame(n), values);
      bands.to_bins(values, log_bins);
      for (std::size_t bin = 0; bin < target.bins; ++bin) {
        inverted.frame(n)[bin] = std::polar(std::exp(log_bins[bin]), std::arg(target.frame(n)[bin]));
      }
    }
    const auto again = analyse(front_end, synthesise(front_end, inverted, sound.size()));
    EXPECT_LT(convergence(target, again), db) << count << " bands";
  }
}

TEST(Bands, ConvertWithoutAllocating) {
  const Bands bands(music_front_end());
  const std::vector<std::complex<float>> bins(1025, {0.1f, 0.f});
  std::vector<float> values(192);
  std::vector<float> log_bins(1025);
  const std::size_t before = allocations();
  bands.to_bands(bins, values);
  bands.to_bins(values, log_bins);
  EXPECT_EQ(allocations(), before);
}

TEST(Bands, ASoundsBandsAreThoseOfItsFrames) {
  const FrontEnd front_end = speech_front_end();
  const auto sound = plucked(3000, 1000);
  const auto rows = band_spectrogram(front_end, sound);
  const auto spectrogram = analyse(front_end, sound);
  ASSERT_EQ(rows.size(), spectrogram.frames * 160);
  std::vector<float> values(160);
  Bands(front_end).to_bands(spectrogram.frame(20), values);
  EXPECT_THAT(std::span(rows).subspan(20 * 160, 160), testing::ElementsAreArray(values));
}

}  // namespace
}  // namespace aeolian
