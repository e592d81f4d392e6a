// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/copying.h"

#include <gtest/gtest.h>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

/**
 * Training sound: a minute of babble, with windows beginning every twentieth of a second. Held out: another
 * one.
 */
class Copying : public ::testing::Test {
 protected:
  Matrix scaled(const known::Samples& samples, int per_second = 1) const {
    return scaling_(known::windows(samples, per_second));
  }
  double rho(const known::Samples& samples) const {
    return copying_rho(nearest_distances(scaled(samples), training_), held_out_);
  }

  const known::Samples sound_ = known::babble(60);
  const Scaling scaling_{known::windows(sound_)};
  const Matrix training_ = scaled(sound_, 21);
  const std::vector<double> held_out_ = nearest_distances(scaled(known::babble(30, 2)), training_);
};

TEST_F(Copying, IsToldOfACopyThatBeginsBetweenWindows) {
  EXPECT_LT(rho({sound_.begin() + 10 * known::rate + 777, sound_.begin() + 40 * known::rate}), .35);
}

TEST_F(Copying, OfWhatWasLearnedIsNearZero) {
  EXPECT_LT(rho({sound_.begin(), sound_.begin() + 20 * known::rate}), .15);
}

TEST_F(Copying, IsNotToldOfMoreOfTheSameKind) {
  EXPECT_NEAR(rho(known::babble(30, 3)), 1, .1);
}

TEST_F(Copying, OfOtherSoundIsAboveOne) {
  EXPECT_GT(rho(known::white_noise(20)), 1.5);
}

TEST_F(Copying, WithoutHeldOutSoundIsNoNumberToJudge) {
  EXPECT_EQ(copying_rho({1, 2}, {}), 0);
}

}  // namespace
}  // namespace aeolian::trainer
