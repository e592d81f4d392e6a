// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/side_spectrum.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/spectrum/stereo_power.h"
#include "core/spectrum/stft.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

const FrontEnd front_end = music_front_end();

/** Both channels of a sound. */
struct Channels {
  std::vector<float> left, right;
};

/** The channels of `mid` when all of its bands have this image. */
Channels channels_of(const std::vector<float>& mid, const ImageBand& image) {
  const StereoBands bands(front_end);
  SideSpectrum spectrum(front_end, bands.edges());
  const std::vector<SideBand> sides(bands.size(), side_of(image));
  Spectrogram spectra = analyse(front_end, mid);
  for (std::size_t n = 0; n < spectra.frames; ++n) {
    spectrum.move_on();
    spectrum.set(sides, 1.f);
    multiply(spectrum.factors(), spectra.frame(n), spectra.frame(n));
  }
  const auto side = synthesise(front_end, spectra, mid.size());
  Channels channels{mid, mid};
  for (std::size_t i = 0; i < mid.size(); ++i) {
    channels.left[i] += side[i];
    channels.right[i] -= side[i];
  }
  return channels;
}

double level_difference_db(const ImageBand& image) {
  return 10. * std::log10((1. + image.balance) / (1. - image.balance));
}

double coherence(const ImageBand& image) {
  return std::hypot(image.in_phase, image.quadrature) / std::sqrt(1. - image.balance * image.balance);
}

TEST(SideSpectrum, GivesNoiseTheLevelsAndTheCoherenceOfItsImage) {
  const auto mid = white_noise(8 * 44100);
  for (const ImageBand& image :
       {ImageBand{0.f, 0.f, 0.f}, ImageBand{.6f, .5f, 0.f}, ImageBand{-.4f, .8f, .3f},
        ImageBand{.3f, -.3f, .2f}, ImageBand{0.f, .95f, 0.f}}) {
    const auto [left, right] = channels_of(mid, image);
    const auto powers = stereo_power(front_end, left, right);
    // Below 260 Hz, windows blur changes within a band.
    for (std::size_t band = 2; band < powers.size(); ++band) {
      EXPECT_NEAR(powers[band].level_difference_db(), level_difference_db(image), .5) << band;
      EXPECT_NEAR(powers[band].coherence(), coherence(image), .05) << band;
    }
  }
}

TEST(SideSpectrum, LeavesEveryToneAsLoudOnBothSidesAsItsImageSays) {
  const ImageBand wide{0.f, .2f, 0.f};
  for (const double hertz : {196., 440., 1000., 3520.}) {
    const auto [left, right] = channels_of(glide(44100, hertz / 44100., hertz / 44100.), wide);
    StereoPower all;
    for (const auto& power : stereo_power(front_end, left, right)) all += power;
    EXPECT_NEAR(all.level_difference_db(), 0., .1) << hertz;
  }
}

TEST(SideSpectrum, MakesAToneThatLastsUnlikeItself) {
  const auto [left, right] = channels_of(glide(8 * 44100, .05, .05), {0.f, 0.f, 0.f});
  StereoPower all;
  for (const auto& power : stereo_power(front_end, left, right)) all += power;
  EXPECT_LT(all.coherence(), .15);
}

TEST(SideSpectrum, IsSilentInTheMiddle) {
  EXPECT_TRUE(side_of({}).is_silent());
  EXPECT_TRUE(side_of({.balance = 0.f, .in_phase = 1.2f}).is_silent()) << "a prediction may overshoot";
}

TEST(SideSpectrum, OfAnImpossibleImageIsOfTheNearestPossibleOne) {
  const SideBand left = side_of({.balance = 2.f, .in_phase = 0.f});
  EXPECT_FLOAT_EQ(left.alike.real(), 1.f) << "nothing is left on the right";
  EXPECT_EQ(left.unlike, 0.f);
}

TEST(SideSpectrum, IsNeverMoreThanTwiceAsLoudAsTheMid) {
  for (const ImageBand& image :
       {ImageBand{0.f, -1.f, 0.f}, ImageBand{.7f, -.7f, 0.f}, ImageBand{.1f, -9.f, 2.f}}) {
    const SideBand side = side_of(image);
    EXPECT_LE(std::norm(side.alike) + side.unlike * side.unlike, 4.001f);
  }
}

TEST(SideSpectrum, FollowsAnImageThatIsTransposed) {
  const StereoBands bands(front_end);
  SideSpectrum spectrum(front_end, bands.edges());
  std::vector<SideBand> sides(bands.size());
  sides[8] = side_of({.balance = 1.f, .in_phase = 0.f});
  spectrum.set(sides, 2.f);
  const std::size_t inside = (bands.begin_of(8) + bands.end_of(8)) / 2;
  EXPECT_EQ(spectrum.factors()[2 * inside], std::complex<float>(1.f));
  EXPECT_EQ(spectrum.factors()[inside], std::complex<float>());
}

TEST(SideSpectrum, AllocatesNothing) {
  const StereoBands bands(front_end);
  SideSpectrum spectrum(front_end, bands.edges());
  const std::vector<SideBand> sides(bands.size(), side_of({.balance = .5f, .in_phase = .1f}));
  const auto before = allocations();
  spectrum.set(sides, 1.5f);
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
