// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/tones.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

ToneShares shares(const known::Samples& samples) {
  return tone_shares(samples, known::rate, 220, 330);
}

TEST(Tones, AreKnownAlone) {
  EXPECT_EQ(shares(known::tone(220, 3)).first, 1);
  EXPECT_EQ(shares(known::tone(330, 3)).second, 1);
}

TEST(Tones, SuperposedAreBoth) {
  EXPECT_EQ(shares(known::superposed(known::tone(220, 3), known::tone(330, 3))).both, 1);
}

TEST(Tones, BetweenAreNeither) {
  for (const double hz : {245., 269.4, 300.}) EXPECT_EQ(shares(known::tone(hz, 3)).between, 1) << hz;
}

TEST(Tones, AlternatingAreSwitching) {
  auto sound = known::tone(220, 4);
  const auto other = known::tone(330, 4);
  for (std::size_t i = 0; i < sound.size(); ++i)
    if (i / (known::rate / 2) % 2) sound[i] = other[i];
  const auto s = shares(sound);
  EXPECT_NEAR(s.first, .5, .01);
  EXPECT_NEAR(s.second, .5, .01);
  EXPECT_NEAR(s.changes_per_second, 1.75, .01);
}

TEST(Tones, OfSilenceAreNone) {
  EXPECT_EQ(shares(known::Samples(known::rate)).silent, 1);
}

}  // namespace
}  // namespace aeolian::trainer
