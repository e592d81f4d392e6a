// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/course.h"

#include <gtest/gtest.h>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

using known::floor_db;

class Course : public ::testing::Test {
 protected:
  double repeated(const known::Samples& samples) const { return measured(samples).value; }
  Repetition measured(const known::Samples& samples) const {
    return repetition(known::mel(samples), analysis_.frame_rate(), centre_, floor_db);
  }
  double onsets(const known::Samples& samples) const {
    return onset_rate(known::mel(samples), analysis_.frame_rate(), floor_db);
  }

  const MelAnalysis analysis_{known::rate};
  const known::Samples sound_ = known::babble(30);
  const Eigen::RowVectorXf centre_ = known::mel(sound_).cwiseMax(floor_db).colwise().mean();
};

TEST_F(Course, ALoopRepeatsAtItsLength) {
  const auto loop = measured(known::looped(sound_, 1.5, 30));
  EXPECT_GT(loop.value, .9);
  EXPECT_NEAR(std::remainder(loop.lag_s, 1.5), 0, .1);
}

TEST_F(Course, AHeldToneRepeatsAtAnyLag) {
  EXPECT_GT(repeated(known::tone(220, 30)), .99);
}

TEST_F(Course, SpeechHardlyRepeats) {
  EXPECT_LT(repeated(sound_), .4);
  EXPECT_NEAR(repeated(known::babble(30, 2)), repeated(sound_), .1);
}

TEST_F(Course, ShufflingALoopsPiecesHidesItFromTheLagButNotALongLoopsOwnPieces) {
  EXPECT_LT(repeated(known::shuffled(known::looped(sound_, 3, 30), .25)), .5);
}

TEST_F(Course, EnergySpreadIsThatOfALineWhenTheLevelFallsInALine) {
  const auto falling = known::mel(known::falling(known::white_noise(20), -40));
  EXPECT_NEAR(energy_spread(falling, floor_db), 40 / std::sqrt(12.), .5);
  EXPECT_LT(energy_spread(known::mel(known::white_noise(20)), floor_db), 1.5);
}

TEST_F(Course, CountsStrokes) {
  known::Samples strokes(10 * known::rate);
  const auto burst = known::white_noise(.05);
  for (std::size_t at = 0; at < strokes.size(); at += known::rate / 4)
    std::copy(burst.begin(), burst.end(), strokes.begin() + static_cast<std::ptrdiff_t>(at));
  EXPECT_NEAR(onsets(strokes), 4, .2);
}

TEST_F(Course, NoiseAndSilenceAndAToneHaveNoOnsets) {
  EXPECT_LT(onsets(known::white_noise(10)), .2);
  EXPECT_EQ(onsets(known::Samples(10 * known::rate)), 0);
  EXPECT_LT(onsets(known::tone(220, 10)), .2);
}

TEST_F(Course, SilenceAndTooShortSoundsAreNumbers) {
  EXPECT_EQ(energy_spread(known::mel(known::Samples(known::rate)), floor_db), 0);
  EXPECT_EQ(onsets(known::Samples(100)), 0);
  EXPECT_LE(repeated(known::Samples(100)), 1);
  EXPECT_EQ(energy_spread(known::mel({}), floor_db), 0);
}

TEST(Level, OfAFallingSoundIsToldByItsMinutes) {
  const auto samples = known::falling(known::white_noise(20), -20);
  const std::span all(samples);
  EXPECT_NEAR(level_db(all.last(4 * known::rate)) - level_db(all.first(4 * known::rate)), -16, .3);
  const auto shuffled = known::shuffled(samples, 1);
  const std::span other(shuffled);
  EXPECT_GT(level_db(other.last(4 * known::rate)) - level_db(other.first(4 * known::rate)), -12);
}

}  // namespace
}  // namespace aeolian::trainer
