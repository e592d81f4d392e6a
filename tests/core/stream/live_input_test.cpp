// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/live_input.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "tests/pitch.h"

namespace aeolian {
namespace {

constexpr int stream_rate = 44100;
constexpr std::size_t step_size = 1024, device_block = 512;
constexpr double step_s = static_cast<double>(step_size) / stream_rate;

class LiveInputTest : public testing::Test {
 protected:
  LiveInputTest() { stream_.counters().input_rate.store(48000); }

  /** Passes the next frames of a tone from a device at `rate`. */
  void hear(std::size_t frames, std::uint64_t rate = 48000) {
    std::vector<float> samples(frames);
    for (float& sample : samples)
      sample = level_ * std::sin(2.f * std::numbers::pi_v<float> * 440.f * static_cast<float>(at_++ % rate) /
                                 static_cast<float>(rate));
    stream_.push_heard(samples);
  }

  std::vector<float> take() {
    std::vector<float> samples(step_size, 7.f);
    input_.take(samples);
    return samples;
  }

  /** Plays for `seconds`, during which as much arrives as is taken; returns the received sound. */
  std::vector<float> play_along(double seconds) {
    std::vector<float> heard;
    for (int i = 0; i < seconds * stream_rate / step_size; ++i) {
      for (due_ += step_size * rate_ / stream_rate; due_ > 0; due_ -= device_block)
        hear(device_block, static_cast<std::uint64_t>(rate_));
      const auto samples = take();
      heard.insert(heard.end(), samples.begin(), samples.end());
    }
    return heard;
  }

  SharedStream stream_ = SharedStream::create(stream_rate).value();
  LiveInput input_{stream_};
  /** The delay from pushing the first frame of a sound until it is heard, s. */
  double wait_s() {
    level_ = 0.f;
    play_along(.5);
    level_ = .5f;
    const auto heard = play_along(.5);
    const auto first = std::ranges::find_if(heard, [](float sample) { return std::abs(sample) > .01f; });
    return static_cast<double>(first - heard.begin()) / stream_rate;
  }

  float level_ = .5f;
  std::uint64_t at_ = 0;
  double rate_ = 48000.;  ///< of the device
  double due_ = 0;        ///< frames of the device that have not arrived yet
};

float peak(std::span<const float> samples) {
  float most = 0.f;
  for (const float sample : samples) most = std::max(most, std::abs(sample));
  return most;
}

constexpr double tone_step = 2 * std::numbers::pi * 440. / stream_rate;
constexpr double roughness_of_the_tone = .5 * tone_step * tone_step;

/** The largest second difference of the samples. */
double roughness(std::span<const float> samples) {
  double most = 0.;
  for (std::size_t i = 2; i < samples.size(); ++i)
    most = std::max(most, std::abs(static_cast<double>(samples[i] - 2.f * samples[i - 1] + samples[i - 2])));
  return most;
}

/** The length of the longest pause, seconds. */
double longest_pause(std::span<const float> samples) {
  std::size_t pause = 0, most = 0;
  for (const float sample : samples) {
    pause = std::abs(sample) < .01f ? pause + 1 : 0;
    most = std::max(most, pause);
  }
  return static_cast<double>(most) / stream_rate;
}

TEST_F(LiveInputTest, HearsAToneAtItsPitchThroughAnotherRate) {
  std::vector<float> heard;
  double due = 0;
  for (int i = 0; i < 200; ++i) {
    for (due += step_size * 48000. / stream_rate; due > 0; due -= device_block) hear(device_block);
    const auto samples = take();
    if (i >= 100) heard.insert(heard.end(), samples.begin(), samples.end());
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
      if (i >= 100) heard.insert(heard.end(), samples.begin(), samples.end());
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
  EXPECT_EQ(peak(take()), 0.f) << "not enough for a step";
  hear(4 * device_block);
  EXPECT_GT(peak(take()), .1f);
}

TEST_F(LiveInputTest, DropsWhatHasWaitedTooLong) {
  for (int i = 0; i < 60; ++i) hear(device_block);
  take();
  EXPECT_LT(stream_.heard(), static_cast<std::size_t>(.15 * 48000));
}

TEST_F(LiveInputTest, AfterAStallItHearsWhatSoundsNowAgainWithoutAClick) {
  play_along(1.);
  for (int i = 0; i < 6; ++i) hear(device_block);  // the generator was delayed by 64 ms
  const auto heard = play_along(6.);
  EXPECT_LT(wait_s(), step_s + .005);
  EXPECT_LT(roughness(heard), 2 * roughness_of_the_tone);
  EXPECT_LT(longest_pause(heard), .002);
}

TEST_F(LiveInputTest, AStepThatComesTooEarlyIsAShortPauseAndTheNextIsNone) {
  play_along(5.);
  at_ += 2 * device_block;  // 21 ms that never arrive
  due_ -= 2 * device_block;
  EXPECT_LT(longest_pause(play_along(2.)), .03);
  at_ += 2 * device_block;
  due_ -= 2 * device_block;
  play_along(2.);
  EXPECT_LT(longest_pause(play_along(2.)), .002);
}

TEST_F(LiveInputTest, ALongReserveIsGivenUpAfterMinutesOfCalm) {
  rate_ = stream_rate;
  stream_.counters().input_rate.store(stream_rate);
  for (int i = 0; i < 6; ++i) {
    play_along(5.);
    due_ -= 8 * device_block;
  }
  play_along(6.);
  EXPECT_GT(wait_s(), step_s + .05);
  play_along(400.);
  EXPECT_LT(wait_s(), step_s + .005);
}

/** A device that delivers blocks of `frames` frames, and takes as much at once. */
struct Device {
  std::uint32_t rate;
  std::size_t block;
};

class LiveInputFromDevice : public LiveInputTest, public testing::WithParamInterface<Device> {};

TEST_P(LiveInputFromDevice, HearsWithoutPauses) {
  const auto [rate, block] = GetParam();
  StreamCounters& counters = stream_.counters();
  counters.input_rate.store(rate);
  const double block_s = static_cast<double>(block) / rate;
  counters.block.store(static_cast<std::uint32_t>(std::ceil(block_s * stream_rate)) + 64);
  std::vector<float> heard;
  double owed = 0.;
  while (heard.size() < 20 * stream_rate) {
    hear(block, rate);
    for (owed += block_s * stream_rate; owed >= step_size; owed -= step_size) {
      const auto step = take();
      heard.insert(heard.end(), step.begin(), step.end());
    }
  }
  const auto settled = std::span(heard).subspan(15 * stream_rate);
  EXPECT_LT(longest_pause(settled), .002);
  EXPECT_LT(roughness(settled), 2 * roughness_of_the_tone);
  EXPECT_EQ(counters.input_lost.load(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Devices, LiveInputFromDevice,
                         testing::Values(Device{8000, 1}, Device{22050, 8192}, Device{44100, 16},
                                         Device{44100, 8192}, Device{48000, 2048}, Device{48000, 8192},
                                         Device{192000, 16}, Device{192000, 8192}),
                         [](const auto& test) {
                           return std::to_string(test.param.block) + "At" + std::to_string(test.param.rate);
                         });

TEST_F(LiveInputTest, FollowsADeviceWhoseClockIsAnother) {
  for (const auto& [speed, pause] : {std::pair(.99, .15), {1.01, .002}, {.5, .3}, {2., .002}}) {
    rate_ = 48000. * speed;
    const auto heard = play_along(30.);
    EXPECT_LT(longest_pause(std::span(heard).last(10 * stream_rate)), pause) << speed;
  }
}

TEST_F(LiveInputTest, HearsStepsOfAnyLengthThatAModelMayHave) {
  constexpr std::size_t longest_step = 1 << 14;
  SharedStream stream = SharedStream::create(8000).value();
  stream.counters().input_rate.store(8000);
  LiveInput input(stream);
  std::vector<float> step(longest_step);
  for (int i = 0; i < 4; ++i) {
    stream.push_heard(std::vector<float>(longest_step, .5f));
    input.take(step);
  }
  EXPECT_EQ(peak(step), .5f);
}

}  // namespace
}  // namespace aeolian
