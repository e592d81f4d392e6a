// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/live_input.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "tests/pitch.h"

namespace aeolian {
namespace {

constexpr int stream_rate = 44100;
constexpr std::size_t step_size = 1024, device_block = 512;

class LiveInputTest : public testing::Test {
 protected:
  LiveInputTest() { stream_.counters().input_rate.store(48000); }

  /** A device at `rate` hears the next of a tone. */
  void hear(std::size_t frames, std::uint64_t rate = 48000) {
    std::vector<float> samples(frames);
    for (float& sample : samples)
      sample = .5f * std::sin(2.f * std::numbers::pi_v<float> * 440.f * static_cast<float>(at_++ % rate) /
                              static_cast<float>(rate));
    stream_.push_heard(samples);
  }

  std::vector<float> take() {
    std::vector<float> samples(step_size, 7.f);
    input_.take(samples);
    return samples;
  }

  SharedStream stream_ = SharedStream::create(stream_rate).value();
  LiveInput input_{stream_};
  std::uint64_t at_ = 0;
};

float peak(std::span<const float> samples) {
  float most = 0.f;
  for (const float sample : samples) most = std::max(most, std::abs(sample));
  return most;
}

TEST_F(LiveInputTest, HearsAToneAtItsPitchThroughAnotherRate) {
  std::vector<float> heard;
  double due = 0;
  for (int i = 0; i < 200; ++i) {
    for (due += step_size * 48000. / stream_rate; due > 0; due -= device_block) hear(device_block);
    const auto samples = take();
    if (i >= 20) heard.insert(heard.end(), samples.begin(), samples.end());
  }
  EXPECT_NEAR(pitch(heard, stream_rate), 440., .05);
  EXPECT_NEAR(peak(heard), .5f, .01f);
  EXPECT_EQ(stream_.counters().input_lost.load(), 0u);
}

TEST_F(LiveInputTest, HearsDevicesOfAnyRate) {
  for (const std::uint32_t rate : {8000u, 44100u, 192000u}) {
    stream_.counters().input_rate.store(rate);
    at_ = 0;
    std::vector<float> heard;
    double due = 0;
    for (int i = 0; i < 200; ++i) {
      for (due += step_size * static_cast<double>(rate) / stream_rate; due > 0; due -= device_block)
        hear(device_block, rate);
      const auto samples = take();
      if (i >= 40) heard.insert(heard.end(), samples.begin(), samples.end());
    }
    EXPECT_NEAR(pitch(heard, stream_rate), 440., .1) << rate;
    EXPECT_NEAR(peak(heard), .5f, .02f) << rate;
  }
  EXPECT_EQ(stream_.counters().input_lost.load(), 0u);
}

TEST_F(LiveInputTest, IsSilentWithoutAnInputAndWhereItHasRunDry) {
  stream_.counters().input_rate.store(0);
  hear(4 * device_block);
  EXPECT_EQ(peak(take()), 0.f);
  stream_.counters().input_rate.store(stream_rate);
  EXPECT_GT(peak(take()), .1f);
  for (int i = 0; i < 5; ++i) take();
  EXPECT_EQ(peak(take()), 0.f) << "it has run dry";
  hear(device_block);
  EXPECT_EQ(peak(take()), 0.f) << "not enough to go on for a step";
  hear(4 * device_block);
  EXPECT_GT(peak(take()), .1f);
}

TEST_F(LiveInputTest, DropsWhatHasWaitedTooLong) {
  for (int i = 0; i < 60; ++i) hear(device_block);
  take();
  EXPECT_LT(stream_.heard(), static_cast<std::size_t>(.15 * 48000));
}

}  // namespace
}  // namespace aeolian
