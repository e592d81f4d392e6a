// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/liveness.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

Liveness of(const known::Samples& samples) {
  return liveness(samples, known::rate);
}

TEST(Liveness, OfWhiteNoiseIsItsLevelAndItsTexture) {
  const auto noise = of(known::white_noise(5));
  EXPECT_NEAR(noise.level_db, -20, .2);
  EXPECT_LT(noise.silent_share, .01);
  EXPECT_GT(noise.flux_db, 2);
}

TEST(Liveness, OfAHeldToneIsNone) {
  EXPECT_LT(of(known::tone(220, 5)).flux_db, .5);
}

TEST(Liveness, OfSpeechLiesBetweenAToneAndNoise) {
  const double speech = of(known::babble(5)).flux_db;
  EXPECT_GT(speech, 3 * of(known::tone(220, 5)).flux_db);
}

TEST(Liveness, CountsPausesAsSilence) {
  known::Samples half = known::white_noise(4);
  half.resize(2 * half.size());
  EXPECT_NEAR(of(half).silent_share, .5, .02);
}

TEST(Liveness, DoesNotChangeWithTheLevel) {
  known::Samples quiet = known::babble(5);
  const auto loud = of(quiet);
  for (float& sample : quiet) sample *= .1f;
  EXPECT_NEAR(of(quiet).flux_db, loud.flux_db, .02);
  EXPECT_NEAR(of(quiet).silent_share, loud.silent_share, .01);
  EXPECT_NEAR(of(quiet).level_db, loud.level_db - 20, .01);
}

TEST(Liveness, HearsMovementDownToTheFloorOfTheSoundThatItIsComparedWith) {
  // The flux of a piece of a sound is the same as within the whole, although the loudest moment lies
  // elsewhere.
  known::Samples whole = known::white_noise(4);
  for (std::size_t i = whole.size() / 2; i < whole.size(); ++i) whole[i] *= 1e-2f;
  const known::Samples piece(whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2), whole.end());
  known::Samples faint = piece;
  for (float& sample : faint) sample *= 1e-2f;
  const double loudest = of(whole).loudest_db;
  EXPECT_NEAR(of(piece).loudest_db, loudest - 40, 3);
  const double heard = liveness(piece, known::rate, loudest).flux_db;
  EXPECT_GT(heard, 1);
  EXPECT_LT(heard, 0.9 * of(piece).flux_db) << "some of it lies below the floor";
  EXPECT_EQ(liveness(faint, known::rate, loudest).flux_db, 0);
}

TEST(Verdict, OnSoundOfItsOwnKindIsAlive) {
  EXPECT_EQ(verdict(of(known::babble(5, 2)), of(known::babble(5, 1))), Verdict::alive);
}

TEST(Verdict, OnAHeldToneIsFrozen) {
  EXPECT_EQ(verdict(of(known::tone(220, 5)), of(known::babble(5))), Verdict::frozen);
}

TEST(Verdict, OnWhatWasSilencedOrStopsHalfWayIsSilent) {
  known::Samples quiet = known::babble(5);
  for (float& sample : quiet) sample *= .1f;
  EXPECT_EQ(verdict(of(quiet), of(known::babble(5))), Verdict::silent);
  EXPECT_EQ(verdict(of(known::Samples(5 * known::rate)), of(known::babble(5))), Verdict::silent);
  known::Samples half = known::babble(5);
  half.resize(2 * half.size());
  EXPECT_EQ(verdict(of(half), of(known::babble(5))), Verdict::silent);
}

TEST(Verdict, OnNoiseAtFullLevelAndOnBrokenNumbersIsExploded) {
  known::Samples noise = known::white_noise(5);
  EXPECT_EQ(verdict(of(noise), of(known::babble(5))), Verdict::exploded) << "it moves far more";
  for (float& sample : noise) sample *= 10;
  EXPECT_EQ(verdict(of(noise), of(known::babble(5))), Verdict::exploded);
  known::Samples broken = known::babble(5);
  broken[5000] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(verdict(of(broken), of(known::babble(5))), Verdict::exploded);
}

TEST(Liveness, OfSilenceNothingAndBrokenNumbersIsFinite) {
  EXPECT_LT(of(known::Samples(known::rate)).level_db, -100);
  EXPECT_EQ(of({}).flux_db, 0);
  known::Samples broken = known::white_noise(2);
  broken[5000] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isfinite(of(broken).flux_db));
}

}  // namespace
}  // namespace aeolian::trainer
