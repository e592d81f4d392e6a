// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/distance.h"

#include <gtest/gtest.h>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

/** Two minutes of babble as the real sound, in blocks of five seconds. */
class Distance : public ::testing::Test {
 protected:
  static RealWindows make(const Matrix& windows) {
    std::vector<int> blocks;
    for (Eigen::Index i = 0; i < windows.rows(); ++i) blocks.push_back(static_cast<int>(i / 5));
    return RealWindows(windows, blocks);
  }

  Matrix scaled(const known::Samples& samples) const { return scaling_(known::windows(samples)); }

  const known::Samples sound_ = known::babble(120);
  const Scaling scaling_{known::windows(sound_)};
  const RealWindows real_ = make(scaled(sound_));
  const RealWindows::Floors floors_ = real_.floors(50);
};

TEST_F(Distance, OfRealFromRealIsUnbiasedAndNearNothing) {
  EXPECT_NEAR(floors_.mmd2.mean, 0, .005);
  EXPECT_GT(floors_.mmd2.p95, floors_.mmd2.mean);
  EXPECT_LT(floors_.mmd2.p95, .03);
}

TEST_F(Distance, OfMoreOfTheSameIsWithinTheFloor) {
  const Matrix more = scaled(known::babble(50, 2));
  EXPECT_LT(real_.mmd2(more), 4 * floors_.mmd2.p95);
  EXPECT_LT(real_.frechet(more), 4 * floors_.frechet.p95);
}

TEST_F(Distance, OfNoiseFromSpeechIsFarBeyondTheFloor) {
  const Matrix noise = scaled(known::white_noise(50));
  EXPECT_GT(real_.mmd2(noise), .5);
  EXPECT_GT(real_.mmd2(noise), 20 * floors_.mmd2.p95);
  EXPECT_GT(real_.frechet(noise), 20 * floors_.frechet.p95);
  EXPECT_GT(real_.different_bins(noise), floors_.different_bins.p95);
}

TEST_F(Distance, OfAnExactCopyIsNoneSoThatItCannotTellCopying) {
  const Matrix copy = scaled({sound_.begin(), sound_.begin() + 50 * known::rate});
  EXPECT_LT(real_.mmd2(copy), floors_.mmd2.p95);
}

TEST_F(Distance, OfAShuffledFileIsNoneAsOrderIsNotSeen) {
  const Matrix other = scaled(known::shuffled(sound_, 5));
  EXPECT_LT(real_.mmd2(other), 4 * floors_.mmd2.p95);
}

TEST_F(Distance, SeesASuperpositionALoopAndAQuieterSound) {
  EXPECT_GT(real_.mmd2(scaled(known::superposed(known::babble(50, 3), known::babble(50, 4)))),
            4 * floors_.mmd2.p95);
  EXPECT_GT(real_.mmd2(scaled(known::looped(sound_, 1.3, 50))), 4 * floors_.mmd2.p95);
  known::Samples quiet = known::babble(50, 5);
  for (float& sample : quiet) sample *= .25f;
  EXPECT_GT(real_.mmd2(scaled(quiet)), 4 * floors_.mmd2.p95);
}

TEST_F(Distance, BinsOfTheSameSoundHardlyDiffer) {
  EXPECT_LT(floors_.different_bins.mean, .15);
  EXPECT_LT(real_.different_bins(scaled(known::babble(50, 2))), .3);
}

TEST_F(Distance, IsTheSameEachTime) {
  const Matrix noise = scaled(known::white_noise(20));
  EXPECT_EQ(real_.mmd2(noise), make(scaled(sound_)).mmd2(noise));
  EXPECT_EQ(floors_.mmd2.p95, real_.floors(50).mmd2.p95);
}

TEST(RealWindows, KeepsWholeBlocksOfALongSound) {
  const Matrix windows = Matrix::Random(7000, window_values);
  std::vector<int> blocks;
  for (int i = 0; i < 7000; ++i) blocks.push_back(i / 10);
  const RealWindows real(windows, blocks);
  EXPECT_LE(real.rows(), RealWindows::max_rows);
  EXPECT_GE(real.rows(), RealWindows::max_rows * 9 / 10);
  EXPECT_EQ(real.rows() % 10, 0);
}

}  // namespace
}  // namespace aeolian::trainer
