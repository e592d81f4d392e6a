// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/form.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

using known::floor_db;

const double frame_rate = MelAnalysis(known::rate).frame_rate();

known::Samples after(known::Samples first, const known::Samples& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

double similarity(const known::Samples& samples) {
  const Matrix mel = known::mel(samples);
  return self_similarity(mel, frame_rate, mel.cwiseMax(floor_db).colwise().mean(), floor_db);
}

TEST(SelfSimilarity, OfHalfAMinuteOfEitherSoundIsThatOfItsPairs) {
  // Relative to the centre the two are opposites: +1 within a half, -1 across, over all pairs of 10 to 59 s.
  EXPECT_NEAR(similarity(after(known::tone(220, 30), known::white_noise(30))), -435 / 1275., .06);
}

TEST(SelfSimilarity, OfAHeldSoundAmongOthersIsOne) {
  const Matrix others = known::mel(known::babble(20)), held = known::mel(known::tone(220, 30));
  EXPECT_GT(self_similarity(held, frame_rate, others.colwise().mean(), floor_db), .95);
}

TEST(SelfSimilarity, OfSoundThatGoesOnLikeItselfIsNearNothing) {
  EXPECT_NEAR(similarity(known::babble(60)), 0, .1);
}

TEST(SelfSimilarity, OfASoundThatComesBackIsMoreThanOfOneThatDoesNot) {
  const auto a = known::tone(220, 10), b = known::white_noise(10);
  const auto returns = after(after(a, b), after(a, b));
  EXPECT_GT(similarity(returns), similarity(after(after(a, a), after(b, b))) + .1);
}

TEST(SelfSimilarity, OfLessThanElevenSecondsIsNone) {
  EXPECT_EQ(similarity(known::babble(9)), 0);
  EXPECT_EQ(similarity({}), 0);
}

/** Bursts of noise at intervals returned by `interval`, seconds. */
template <class Interval>
double pulse_of(Interval interval) {
  known::Samples strokes(30 * known::rate);
  const auto burst = known::white_noise(.04);
  for (std::size_t at = 0; at + burst.size() < strokes.size();
       at += static_cast<std::size_t>(interval() * known::rate))
    std::copy(burst.begin(), burst.end(), strokes.begin() + static_cast<std::ptrdiff_t>(at));
  return pulse_clarity(known::mel(strokes), frame_rate, floor_db);
}

TEST(PulseClarity, OfABeatIsHighAndOfStrokesWithoutOneLow) {
  Random random(1, 30);
  const double beat = pulse_of([] { return .5; });
  EXPECT_GT(beat, .8);
  EXPECT_GT(pulse_of([] { return .43; }), .7) << "between frames";
  EXPECT_LT(pulse_of([&] { return .15 + .7 * random.uniform(); }), .5 * beat);
}

TEST(PulseClarity, OfNoiseAToneAndSilenceIsNearNothing) {
  EXPECT_LT(pulse_clarity(known::mel(known::white_noise(20)), frame_rate, floor_db), .25);
  EXPECT_EQ(pulse_clarity(known::mel(known::Samples(20 * known::rate)), frame_rate, floor_db), 0);
  EXPECT_EQ(pulse_clarity(known::mel({}), frame_rate, floor_db), 0);
}

}  // namespace
}  // namespace aeolian::trainer
