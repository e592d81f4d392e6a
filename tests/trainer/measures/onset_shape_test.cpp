// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/onset_shape.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

/**
 * Ten strokes of a tone of 3 kHz, .4 s apart, `below_db` softer in between, each rising within `ramp_ms`,
 * linearly in decibels.
 */
known::Samples strokes(double below_db, double ramp_ms) {
  known::Samples samples(4 * known::rate);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double ms = std::fmod(static_cast<double>(i) * 1000. / known::rate, 400);
    const double db = ms < 200 || ms > 350 ? -below_db : std::min(0., -below_db * (1 - (ms - 200) / ramp_ms));
    samples[i] =
        static_cast<float>(.5 * std::pow(10, db / 20) * std::sin(static_cast<double>(i) * 1.1780972));
  }
  return samples;
}

TypicalOnset onset_of(const known::Samples& samples) {
  return typical_onset(onset_shapes(samples, known::rate));
}

TEST(OnsetShapes, AreCounted) {
  EXPECT_EQ(onset_of(strokes(30, 1)).count, 10u);
}

TEST(OnsetShapes, OfAStrokeRiseByAllThatItStandsOut) {
  const auto stroke = onset_of(strokes(30, .1));
  EXPECT_NEAR(stroke.rise_db, 30, 1);
  EXPECT_LT(stroke.attack_ms, 3.5);
}

TEST(OnsetShapes, OfASlowRiseAreItsSlope) {
  const auto slow = onset_of(strokes(30, 30));  // a decibel a millisecond
  EXPECT_NEAR(slow.rise_db, 12, 1);
  EXPECT_NEAR(slow.attack_ms, 19, 2.5) << "from -20 dB to -.9 dB";
}

TEST(OnsetShapes, DoNotDependOnTheLevel) {
  known::Samples softer = strokes(30, 20);
  const auto loud = onset_of(softer);
  for (float& sample : softer) sample *= .01f;
  EXPECT_EQ(onset_of(softer).count, loud.count);
  EXPECT_NEAR(onset_of(softer).rise_db, loud.rise_db, .1);
}

TEST(OnsetShapes, OfAHeldToneNoiseAndSilenceAreNone) {
  EXPECT_EQ(onset_of(known::tone(220, 3)).count, 0u);
  EXPECT_EQ(onset_of(known::white_noise(3)).count, 0u);
  EXPECT_EQ(onset_of(known::Samples(known::rate)).count, 0u);
  EXPECT_EQ(onset_of({}).count, 0u);
}

}  // namespace
}  // namespace aeolian::trainer
