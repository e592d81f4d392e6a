// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/quotation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/audio/resampler.h"
#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

/** The corpus is a minute of babble. */
class Quotations : public ::testing::Test {
 protected:
  static known::Samples cut(const known::Samples& samples, double from_s, double seconds) {
    const auto at = [&](double s) { return samples.begin() + static_cast<std::ptrdiff_t>(s * known::rate); };
    return {at(from_s), at(from_s + seconds)};
  }

  /** Twelve seconds of other babble, with `plant` inserted at the fourth second. */
  static known::Samples planted(const known::Samples& plant) {
    known::Samples sound = known::babble(12, 9);
    std::copy(plant.begin(), plant.begin() + std::min<std::ptrdiff_t>(4 * known::rate, std::ssize(plant)),
              sound.begin() + 4 * known::rate);
    return sound;
  }

  /** Plays like tape, `speed` times as fast, and higher by as much. */
  static known::Samples faster(const known::Samples& samples, double speed) {
    return resample(samples, known::rate, static_cast<int>(std::lround(known::rate / speed)));
  }

  Quotation found(const known::Samples& sound) const { return detector_.measure(sound); }

  void expect_found(const known::Samples& plant, const char* how) const {
    const Quotation quotation = found(planted(plant));
    EXPECT_NEAR(quotation.followed_share(), 4 / 12., .1) << how;
    EXPECT_NEAR(quotation.longest_s, 4, 1) << how;
  }

  const known::Samples learned_ = known::babble(60);
  const known::Samples passage_ = cut(learned_, 30.1, 4.5);
  const std::span<const float> piece_{learned_};
  const QuotationDetector detector_{{&piece_, 1}, known::rate};
};

TEST_F(Quotations, AreNotFoundInOtherSoundOfTheSameKind) {
  const Quotation quotation = found(known::babble(30, 2));
  EXPECT_LT(quotation.followed_share(), .02);
  EXPECT_LT(quotation.longest_s, 2.5);
}

TEST_F(Quotations, OfFourSecondsAreFoundInTheirLength) {
  expect_found(passage_, "copied");
}

TEST_F(Quotations, AreFoundSofterAndInNoise) {
  known::Samples softer = passage_, noisy = passage_;
  for (float& sample : softer) sample *= .2f;
  expect_found(softer, "14 dB softer");
  const auto noise = known::white_noise(4.5);
  const auto gain = static_cast<float>(std::pow(10, (level_db(passage_) - 20 - level_db(noise)) / 20));
  for (std::size_t i = 0; i < noisy.size(); ++i) noisy[i] += gain * noise[i];
  expect_found(noisy, "20 dB above noise");
}

TEST_F(Quotations, AreFoundTransposedFasterAndSlower) {
  expect_found(faster(passage_, std::pow(2, 1 / 12.)), "a semitone up");
  expect_found(faster(passage_, std::pow(2, -1 / 12.)), "a semitone down");
  expect_found(faster(passage_, 1.05), "5 % faster");
  expect_found(faster(passage_, 1 / 1.05), "5 % slower");
}

TEST_F(Quotations, AreNotFoundAMinorThirdAway) {
  EXPECT_LT(found(planted(faster(passage_, std::pow(2, 3 / 12.)))).followed_share(), .05);
}

TEST_F(Quotations, PlayedBackwardsAreNone) {
  EXPECT_LT(found(planted({passage_.rbegin(), passage_.rend()})).followed_share(), .05);
}

TEST_F(Quotations, InGrainsOfAQuarterOfASecondAreNone) {
  EXPECT_LT(found(known::shuffled(cut(learned_, 20, 30), .25)).followed_share(), .05);
}

TEST_F(Quotations, EndWhereThePassageChanges) {
  known::Samples sound;
  for (const double from : {50.2, 10.7, 40.4}) {
    const auto passage = cut(learned_, from, 5);
    sound.insert(sound.end(), passage.begin(), passage.end());
  }
  const Quotation quotation = found(sound);
  EXPECT_GT(quotation.followed_share(), .8);
  EXPECT_NEAR(quotation.longest_s, 5, 1);
}

TEST_F(Quotations, AreNotFoundAcrossTheJointsOfTheCorpus) {
  const std::array<std::span<const float>, 2> pieces{piece_.first(32 * known::rate),
                                                     piece_.subspan(32 * known::rate)};
  const QuotationDetector detector(pieces, known::rate);
  EXPECT_LT(detector.measure(planted(passage_)).longest_s, 3.2) << "two seconds of either piece";
}

TEST_F(Quotations, LieNearAtEveryLengthWhereGrainsLieNearAtTheirOwnAlone) {
  const Quotation copy = found(cut(learned_, 20, 30)), other = found(known::babble(30, 2));
  const Quotation grains = found(known::shuffled(cut(learned_, 20, 30), 1));
  for (std::size_t i = 0; i < aligned_lengths_s.size(); ++i) {
    EXPECT_LT(percentile(copy.distances[i], .5), .3) << aligned_lengths_s[i];
    EXPECT_GT(percentile(other.distances[i], .5), .5) << aligned_lengths_s[i];
  }
  EXPECT_GT(percentile(grains.distances[2], .5), percentile(grains.distances[0], .5) + .1);
}

TEST_F(Quotations, OfTooLittleSoundAreNone) {
  EXPECT_EQ(found({}).followed_share(), 0);
  EXPECT_EQ(found(cut(learned_, 0, 2)).followed_share(), 0);
  const std::span<const float> nothing;
  EXPECT_EQ(QuotationDetector({&nothing, 1}, known::rate).measure(learned_).followed_share(), 0);
}

TEST_F(Quotations, OfSeveralSoundsAddUp) {
  Quotation all = found(cut(learned_, 20, 10));
  all.add(found(known::babble(10, 2)));
  EXPECT_NEAR(all.followed_share(), .5, .05);
  EXPECT_GT(all.longest_s, 8.5);
  EXPECT_EQ(all.distances[0].size(), 20u);
}

}  // namespace
}  // namespace aeolian::trainer
