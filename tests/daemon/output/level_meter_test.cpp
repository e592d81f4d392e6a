// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/level_meter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/stereo.h"

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;

class LevelMeterTest : public testing::Test {
 protected:
  LevelMeterTest() { stream_.counters().device_rate.store(48000); }

  void play(float amplitude, double hz = 1000.) {
    std::vector<float> samples(4800);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = amplitude *
                   static_cast<float>(std::sin(2. * std::numbers::pi * hz * static_cast<double>(i) / 48000.));
    }
    stream_.keep_played(on_both(samples));
  }

  SharedStream stream_ = SharedStream::create(44100).value();
  LevelMeter meter_{stream_};
  LevelMeter::Clock::time_point now_ = LevelMeter::Clock::now();
};

TEST_F(LevelMeterTest, ReadsThePeakTheMeanAndTheBandOfASine) {
  play(.5f);
  const auto levels = meter_.levels(now_);
  EXPECT_NEAR(levels.both.peak_db, -6.02, .1);
  EXPECT_NEAR(levels.both.rms_db, -9.03, .1);
  EXPECT_NEAR(*std::ranges::max_element(levels.bands_db), -6.02, 1.5);
  EXPECT_LT(levels.bands_db.front(), -60.f);
}

TEST_F(LevelMeterTest, ReadsEachChannelAndBothTogether) {
  std::vector<StereoFrame> frames(4800);
  for (std::size_t i = 0; i < frames.size(); ++i)
    frames[i] = {i % 2 == 0 ? .5f : -.5f, i % 4 == 0 ? .05f : 0.f};
  stream_.keep_played(frames);
  const auto levels = meter_.levels(now_);
  EXPECT_NEAR(levels.left.peak_db, -6.02, .1);
  EXPECT_NEAR(levels.left.rms_db, -6.02, .1);
  EXPECT_NEAR(levels.right.peak_db, -26.02, .1);
  EXPECT_NEAR(levels.right.rms_db, -32.04, .1) << "a quarter of its samples";
  EXPECT_NEAR(levels.both.peak_db, -6.02, .1) << "that of the louder channel";
  EXPECT_NEAR(levels.both.rms_db, -9.02, .1) << "half of the power of the louder one";
}

TEST(LevelMeterOfFiveChannels, ReadsEachAndAllTogether) {
  SharedStream stream = SharedStream::create(44100, 5).value();
  stream.counters().device_rate.store(48000);
  LevelMeter meter(stream);
  EXPECT_EQ(meter.levels().further.size(), 3u) << "also before the first block";
  PairedBuffer frames(4800, stream.pairs());
  for (std::size_t i = 0; i < frames.size(); ++i) frames.frames().pair(2)[i].left = i % 2 == 0 ? .5f : -.5f;
  stream.keep_played(frames.frames());
  const auto levels = meter.levels(LevelMeter::Clock::now() + 1s);
  ASSERT_EQ(levels.further.size(), 3u);
  EXPECT_EQ(levels.left.peak_db, SoundLevels::lowest_db);
  EXPECT_EQ(levels.further[1].rms_db, SoundLevels::lowest_db);
  EXPECT_NEAR(levels.further[2].peak_db, -6.02, .1);
  EXPECT_NEAR(levels.both.peak_db, -6.02, .1);
  EXPECT_NEAR(levels.both.rms_db, -13.01, .1) << "a fifth of its power";
}

TEST_F(LevelMeterTest, MeasuresTwentyTimesASecondHoweverOftenItIsAsked) {
  play(.5f);
  EXPECT_NEAR(meter_.levels(now_).both.peak_db, -6.02, .1);
  play(.05f);
  EXPECT_NEAR(meter_.levels(now_ + 49ms).both.peak_db, -6.02, .1);
  EXPECT_NEAR(meter_.levels(now_ + 50ms).both.peak_db, -26.02, .1);
}

TEST_F(LevelMeterTest, FallsSilentWhenNothingIsPlayed) {
  EXPECT_EQ(meter_.levels(now_).both.peak_db, SoundLevels::lowest_db) << "not yet";
  play(.5f);
  EXPECT_GT(meter_.levels(now_ + 1s).both.peak_db, -7.f);
  EXPECT_GT(meter_.levels(now_ + 1s + 300ms).both.peak_db, -7.f) << "the device plays from its buffer";
  const auto levels = meter_.levels(now_ + 1s + 400ms);
  EXPECT_EQ(levels.both.peak_db, SoundLevels::lowest_db);
  EXPECT_EQ(*std::ranges::max_element(levels.bands_db), SoundLevels::lowest_db);
}

}  // namespace
}  // namespace aeolian::daemon
