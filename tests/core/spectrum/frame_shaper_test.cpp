// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/frame_shaper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

constexpr float db = 20.f / std::numbers::ln10_v<float>;  // in a neper

/** A frame, and a shaper for many frames like it. */
class FrameShaperTest : public testing::Test {
 protected:
  /** Puts peaks of a Hann window at these bins, over a flat floor 60 dB below. */
  void put_tones(const std::vector<float>& bins) {
    std::ranges::fill(mean_, -60.f / db);
    for (const float bin : bins) {
      for (std::size_t i = 0; i < mean_.size(); ++i) {
        const float distance = std::abs(static_cast<float>(i) - bin);
        if (distance >= 2.f) continue;
        const float lobe = std::cos(distance * std::numbers::pi_v<float> / 4.f);
        mean_[i] = std::max(mean_[i], 2.f * std::log(lobe));
      }
    }
  }
  void apply(const FrameShape& shape) { shaper_.apply(shape, mean_, level_); }
  std::size_t bin_of(float hertz) const {
    return static_cast<std::size_t>(std::lround(hertz / static_cast<float>(front_end_.bin_width())));
  }
  std::size_t loudest() const {
    return static_cast<std::size_t>(std::ranges::max_element(mean_) - mean_.begin());
  }

  const FrontEnd front_end_ = music_front_end();
  FrameShaper shaper_{front_end_};
  std::vector<float> mean_ = std::vector<float>(1025), level_ = std::vector<float>(1025, .3f);
};

TEST_F(FrameShaperTest, AShapeThatChangesNothingLeavesEachBitAsItIs) {
  put_tones({40.f, 70.3f});
  const auto mean = mean_, level = level_;
  apply({});
  EXPECT_EQ(mean_, mean);
  EXPECT_EQ(level_, level);
  EXPECT_EQ(FrameShape{}, (FrameShape{.transpose = 0.f, .floor_db = -100.f}));
}

TEST_F(FrameShaperTest, ATransposedPeakKeepsItsWidthAndHeight) {
  for (const float semitones : {-12.f, -5.f, 7.f, 12.f, 24.f}) {
    put_tones({60.f});
    const float ratio = std::exp2(semitones / 12.f);
    apply({.transpose = semitones});
    const auto peak = static_cast<float>(loudest());
    EXPECT_NEAR(peak, 60.f * ratio, .51f) << semitones;
    EXPECT_NEAR(mean_[loudest()] * db, 0.f, 1.5f) << semitones;
    const auto wide = std::ranges::count_if(mean_, [](float value) { return value * db > -20.f; });
    EXPECT_LE(wide, 4) << semitones << ": a lobe of the window";
    EXPECT_GE(wide, 2) << semitones;
  }
}

TEST_F(FrameShaperTest, NeighboursStayApartHoweverFarTheyMove) {
  for (const float semitones : {-12.f, 12.f}) {
    put_tones({40.f, 52.f, 64.f});
    const float ratio = std::exp2(semitones / 12.f);
    apply({.transpose = semitones});
    for (const float bin : {40.f, 52.f, 64.f}) {
      const auto at = static_cast<std::size_t>(std::lround(bin * ratio));
      EXPECT_GT(mean_[at] * db, -7.f) << bin << " by " << semitones;
      EXPECT_LT(mean_[at + 3] * db, -12.f) << bin << " by " << semitones;
    }
  }
}

TEST_F(FrameShaperTest, AnEnvelopeMovesWithTheTranspositionOrStays) {
  const auto loud_side = [this](float formant) {
    for (std::size_t bin = 0; bin < mean_.size(); ++bin) {
      const float hertz = static_cast<float>(static_cast<double>(bin) * front_end_.bin_width());
      mean_[bin] = -std::abs(hertz - 1000.f) / 300.f;  // one wide formant
    }
    apply({.transpose = 12.f, .formant = formant});
    return static_cast<double>(loudest()) * front_end_.bin_width();
  };
  EXPECT_NEAR(loud_side(0.f), 2000., 60.);
  EXPECT_NEAR(loud_side(1.f), 1000., 150.);
}

TEST_F(FrameShaperTest, ADownwardTranspositionLeavesSilenceAboveOrTheEnvelopeThatStays) {
  std::ranges::fill(mean_, -3.f);
  apply({.transpose = -12.f});
  EXPECT_LE(mean_[1000], log_silence + 2.f);
  std::ranges::fill(mean_, -3.f);
  apply({.transpose = -12.f, .formant = 1.f});
  EXPECT_NEAR(mean_[1000], -3.f, .1f);
}

TEST_F(FrameShaperTest, TiltIsSoManyDecibelsAnOctaveAndBrightAShelf) {
  std::ranges::fill(mean_, -5.f);
  apply({.tilt_db = -3.f});
  EXPECT_NEAR((mean_[bin_of(1000.f)] + 5.f) * db, 0.f, .1f);
  EXPECT_NEAR((mean_[bin_of(4000.f)] + 5.f) * db, -6.f, .1f);
  EXPECT_NEAR((mean_[bin_of(250.f)] + 5.f) * db, 6.f, .2f);
  std::ranges::fill(mean_, -5.f);
  apply({.bright_db = 12.f});
  EXPECT_NEAR((mean_[bin_of(500.f)] + 5.f) * db, 0.f, .2f);
  EXPECT_NEAR((mean_[bin_of(2000.f)] + 5.f) * db, 6.f, .2f);
  EXPECT_NEAR((mean_[bin_of(8000.f)] + 5.f) * db, 12.f, .2f);
}

TEST_F(FrameShaperTest, SoundBelowTheFloorIsLetGoInPausesToo) {
  put_tones({60.f});
  apply({.floor_db = -40.f});
  EXPECT_NEAR(mean_[60] * db, 0.f, .1f);
  EXPECT_NEAR(mean_[200] * db, -120.f, .5f) << "60 dB below, so 20 below the floor: 60 dB softer";
  std::ranges::fill(mean_, -60.f / db);
  apply({.floor_db = -40.f});
  EXPECT_LT(mean_[200] * db, -110.f) << "a pause after the tone";
}

TEST_F(FrameShaperTest, SharpenedPeaksStandOutWithoutGrainAndAWhisperHasNone) {
  put_tones({60.f, 68.f});
  const float depth = mean_[60] - mean_[64];
  apply({.sharpen = 1.f});
  EXPECT_GT(mean_[60] - mean_[64], depth + 1.f);
  EXPECT_EQ(level_[60], 0.f);
  put_tones({60.f, 68.f});
  std::ranges::fill(level_, .3f);
  apply({.sharpen = -1.f});
  EXPECT_LT(mean_[60] - mean_[64], 1.f) << "the peak is gone";
  EXPECT_FLOAT_EQ(level_[60], 1.f);
}

TEST_F(FrameShaperTest, AnOnsetIsHardenedOrSoftenedAndSoundThatLastsIsLeftAlone) {
  const auto onset = [this](float attack) {
    FrameShaper shaper(front_end_);
    std::vector<float> levels;
    for (int frame = 0; frame < 120; ++frame) {
      std::ranges::fill(mean_, frame < 20 ? -7.f : -2.f);
      shaper.apply({.attack = attack}, mean_, level_);
      levels.push_back(mean_[100]);
    }
    return levels;
  };
  const auto hard = onset(1.f), soft = onset(-1.f);
  EXPECT_NEAR((hard[20] + 2.f) * db, 9.f, .1f);
  EXPECT_LT((soft[20] + 2.f) * db, -40.f);
  for (const auto& levels : {hard, soft}) {
    EXPECT_FLOAT_EQ(levels[10], -7.f);
    EXPECT_NEAR(levels[119], -2.f, .01f);
  }
}

TEST_F(FrameShaperTest, StaysFiniteAndAllocatesNothingWhateverComes) {
  const auto before = allocations();
  for (int frame = 0; frame < 200; ++frame) {
    for (std::size_t bin = 0; bin < mean_.size(); ++bin)
      mean_[bin] = frame % 3 == 0 ? log_silence : static_cast<float>(bin * 37 % 101) * -.2f;
    std::ranges::fill(level_, 1.25f);
    const float swing = std::sin(static_cast<float>(frame));
    apply({.transpose = 24.f * swing,
           .formant = .5f,
           .tilt_db = 6.f * swing,
           .bright_db = 24.f,
           .floor_db = -10.f,
           .sharpen = swing,
           .attack = -swing});
    ASSERT_TRUE(std::ranges::all_of(mean_, [](float value) { return std::isfinite(value) && value < 12.f; }));
    ASSERT_TRUE(std::ranges::all_of(level_, [](float value) { return value >= 0.f && value <= 1.26f; }));
  }
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
