// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/classifier.h"

#include <gtest/gtest.h>

#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

/** Classifies babble, bells, and both at once. */
class SoundClassifier : public ::testing::Test {
 protected:
  static Matrix both(std::uint64_t seed, double seconds) {
    return known::windows(known::superposed(known::babble(seconds, seed), known::bells(seconds, seed)), 4);
  }
  const Classifier classifier_{
      {known::windows(known::babble(40), 4), known::windows(known::bells(40), 4), both(1, 40)}};
};

TEST_F(SoundClassifier, KnowsSoundsThatItWasNotTrainedOn) {
  EXPECT_GT(classifier_.share(known::windows(known::babble(20, 2)), 0), .9);
  EXPECT_GT(classifier_.share(known::windows(known::bells(20, 2)), 1), .9);
}

TEST_F(SoundClassifier, CallsASuperpositionWhatItIs) {
  EXPECT_GT(classifier_.share(both(2, 20), 2), .9);
  EXPECT_LT(classifier_.share(known::windows(known::babble(20, 2)), 2), .1);
  EXPECT_LT(classifier_.share(known::windows(known::bells(20, 2)), 2), .1);
}

TEST_F(SoundClassifier, DoesNotCallAlternationASuperposition) {
  auto sound = known::babble(20, 3);
  const auto other = known::bells(20, 3);
  for (std::size_t i = 0; i < sound.size(); ++i)
    if (i / (2 * known::rate) % 2) sound[i] = other[i];
  EXPECT_LT(classifier_.share(known::windows(sound), 2), .35);
}

TEST_F(SoundClassifier, OfNothingIsNone) {
  EXPECT_EQ(classifier_.share(Matrix(0, window_values), 0), 0);
  EXPECT_TRUE(classifier_.classify(Matrix(0, window_values)).empty());
}

TEST(Classifier, GivesARareClassItsDue) {
  const Classifier classifier({known::windows(known::babble(60), 4), known::windows(known::bells(3), 4)});
  EXPECT_GT(classifier.share(known::windows(known::bells(20, 2)), 1), .8);
}

}  // namespace
}  // namespace aeolian::trainer
