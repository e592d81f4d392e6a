// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/spectral_error.h"

#include <gtest/gtest.h>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

SpectralError between(const known::Samples& original, const known::Samples& coded) {
  SpectralError error;
  error.add(original, coded, known::rate);
  return error;
}

known::Samples scaled(known::Samples samples, float gain) {
  for (float& sample : samples) sample *= gain;
  return samples;
}

TEST(SpectralError, OfTheSameSoundIsNone) {
  const auto same = between(known::babble(3), known::babble(3));
  EXPECT_LT(*same.convergence_db(), -100);
  EXPECT_EQ(*same.distance_below_4k_db(), 0);
}

TEST(SpectralError, OfHalfTheLevelIsSixDecibels) {
  const auto half = between(known::white_noise(3), scaled(known::white_noise(3), .5f));
  EXPECT_NEAR(*half.convergence_db(), -6.02, .01);
  EXPECT_NEAR(*half.distance_below_4k_db(), 6.02, .05);
  EXPECT_NEAR(*half.octave_distance_db(4), 6.02, .05);
}

TEST(SpectralError, OfOtherNoiseIsThatOfIndependentMagnitudes) {
  const auto other = between(known::white_noise(5, 1), known::white_noise(5, 2));
  EXPECT_NEAR(*other.convergence_db(), -3.67, .3) << "2 - pi / 2 of the power";
  EXPECT_NEAR(*other.octave_distance_db(5), 7.7, .4) << "two exponential powers: 5.57 dB each";
}

TEST(SpectralError, OfSilenceIsZero) {
  EXPECT_NEAR(*between(known::babble(2), known::Samples(2 * known::rate)).convergence_db(), 0, .01);
}

TEST(SpectralError, IsToldInTheOctaveWhereItLies) {
  const auto noise = known::white_noise(3);
  known::Samples whistling = noise;
  for (std::size_t i = 0; i < noise.size(); ++i)
    whistling[i] += .3f * std::sin(static_cast<float>(i) * 3000 * 6.2831853f / known::rate);
  const auto error = between(noise, whistling);
  EXPECT_GT(*error.octave_distance_db(5), 5 * *error.octave_distance_db(3)) << "2 to 4 kHz, 500 to 1000 Hz";
  EXPECT_FALSE(error.octave_distance_db(7)) << "the rate ends at 8 kHz";
}

TEST(SpectralError, OfNothingIsNothing) {
  EXPECT_FALSE(SpectralError().convergence_db());
  EXPECT_FALSE(between({}, {}).distance_below_4k_db());
  EXPECT_FALSE(between(known::Samples(16000), known::Samples(16000)).convergence_db());
}

}  // namespace
}  // namespace aeolian::trainer
