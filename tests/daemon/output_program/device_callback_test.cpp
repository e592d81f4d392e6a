// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/device_callback.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/step_renderer.h"

namespace aeolian::daemon {
namespace {

class DeviceCallbackTest : public testing::Test {
 protected:
  void SetUp() override {
    auto stream = SharedStream::create(44100);
    ASSERT_TRUE(stream);
    stream_ = std::make_unique<SharedStream>(std::move(*stream));
    stream_->set_fade({1.f, 0.f});
    playback_ = std::move(*Playback::create(*stream_, 48000));
    for (int step = 0; step < 10; ++step) {
      const auto frames = renderer_.render_step();
      ASSERT_TRUE(stream_->publish(frames, renderer_.tail()));
    }
  }

  Ensemble source_{std::make_unique<SineSource>(44100, 256, 440, 0.5f)};
  StepRenderer renderer_{source_};
  std::unique_ptr<SharedStream> stream_;
  std::unique_ptr<Playback> playback_;
};

TEST_F(DeviceCallbackTest, IsSilentAndTakesNothingUntilItIsTheConsumer) {
  DeviceCallback callback(*stream_, *playback_, 48000.);
  std::vector<float> out(512, 1.f);
  const std::size_t fill = stream_->fill();
  callback.fill(DeviceBlock::interleaved(out.data(), 2, 256), false);
  EXPECT_TRUE(std::ranges::all_of(out, [](float x) { return x == 0.f; }));
  EXPECT_EQ(stream_->fill(), fill);
  EXPECT_EQ(stream_->counters().callbacks.load(), 1u) << "the callback is still counted as alive";
  EXPECT_GE(stream_->counters().block.load(), 235u) << "the generator is told how much a block takes";
}

TEST_F(DeviceCallbackTest, TellsTheGeneratorOfABlockThatGrowsWhileItPlays) {
  DeviceCallback callback(*stream_, *playback_, 48000.);
  stream_->set_consumer(Consumer::device);
  std::vector<float> out(2 * 9600);
  for (const std::size_t frames : {64u, 9600u})
    callback.fill(DeviceBlock::interleaved(out.data(), 2, frames), false);
  EXPECT_GE(stream_->counters().block.load(), 9600u * 44100u / 48000u)
      << "all of it at once, although it is rendered in pieces";
}

TEST_F(DeviceCallbackTest, GivesEachChannelItsOwn) {
  source_.apply({.parameter = ParameterId::pan, .number = -0.5f});
  const auto frames = renderer_.render_step();  // in which it glides there
  ASSERT_TRUE(stream_->publish(frames, renderer_.tail()));
  DeviceCallback callback(*stream_, *playback_, 48000.);
  stream_->set_consumer(Consumer::device);
  std::vector<float> interleaved(2 * 12000);  // more than is rendered at once
  callback.fill(DeviceBlock::interleaved(interleaved.data(), 2, 12000), false);
  std::vector<float> left, right;
  for (std::size_t i = 11500; i < 12000; ++i) {
    left.push_back(interleaved[2 * i]);
    right.push_back(interleaved[2 * i + 1]);
  }
  EXPECT_NEAR(std::ranges::max(left) / std::ranges::max(right), std::tan(3. * std::numbers::pi / 8.), 0.05);
  EXPECT_EQ(stream_->counters().frames.load(), 12000u);
}

TEST_F(DeviceCallbackTest, GivesEachPortItsOwn) {
  DeviceCallback callback(*stream_, *playback_, 48000.);
  stream_->set_consumer(Consumer::device);
  std::vector<float> left(4800), right(4800);
  callback.fill({.samples = {left.data(), right.data()}, .frames = 4800}, false);
  EXPECT_EQ(left, right);
  EXPECT_NEAR(std::ranges::max(left), 0.5f, 0.01f);
}

TEST_F(DeviceCallbackTest, PlaysToASingleChannel) {
  DeviceCallback callback(*stream_, *playback_, 48000.);
  stream_->set_consumer(Consumer::device);
  std::vector<float> out(1001, 7.f);
  callback.fill(DeviceBlock::interleaved(out.data(), 1, 1000), false);
  EXPECT_EQ(out[1000], 7.f) << "not a sample more than asked for";
  EXPECT_NE(out[999], 7.f);
}

/** Four ports, and a device with three interleaved channels, without the fourth. */
TEST(DeviceCallbackOfSeveralChannels, GivesEachItsOwn) {
  SharedStream stream = SharedStream::create(44100, 4).value();
  stream.set_fade({1.f, 0.f});
  stream.set_consumer(Consumer::device);
  Ensemble source(std::make_unique<SineSource>(44100, 256, 440, 0.5f), 4);
  source.apply({.parameter = ParameterId::out, .number = 3.f});
  StepRenderer renderer(source);
  while (stream.fill() < 30000) {
    renderer.render_step();
    ASSERT_TRUE(stream.publish(renderer.rendered(), renderer.tail()));
  }
  const auto playback = std::move(*Playback::create(stream, 44100));
  DeviceCallback callback(stream, *playback, 44100.);
  std::array<std::vector<float>, 4> ports;
  DeviceBlock block{.channels = 4, .frames = 10000};
  for (std::size_t port = 0; port < 4; ++port) {
    ports[port].resize(10000);
    block.samples[port] = ports[port].data();
  }
  callback.fill(block, false);
  const auto peak = [](std::span<const float> samples) { return *std::ranges::max_element(samples); };
  for (const std::size_t port : {0, 1}) EXPECT_LT(peak(std::span(ports[port]).last(5000)), 1e-4f);
  for (const std::size_t port : {2, 3}) EXPECT_NEAR(peak(std::span(ports[port]).last(5000)), .5f, .01f);
  std::vector<float> interleaved(3 * 5000 + 1, 7.f);
  callback.fill(DeviceBlock::interleaved(interleaved.data(), 3, 5000), false);
  EXPECT_EQ(interleaved.back(), 7.f) << "not a sample more than asked for";
  for (std::size_t i = 0; i < 5000; ++i) {
    ASSERT_NEAR(interleaved[3 * i], 0.f, 1e-4f);
    ASSERT_NEAR(interleaved[3 * i + 1], 0.f, 1e-4f);
  }
  EXPECT_NE(interleaved[3 * 4000 + 2], 0.f);
}

TEST_F(DeviceCallbackTest, CountsWhatTheDeviceMissed) {
  DeviceCallback callback(*stream_, *playback_, 48000.);
  std::vector<float> out(64);
  callback.fill(DeviceBlock::interleaved(out.data(), 1, 64), true);
  callback.fill(DeviceBlock::interleaved(out.data(), 1, 64), false);
  EXPECT_EQ(stream_->counters().xruns.load(), 1u);
  EXPECT_EQ(stream_->counters().callbacks.load(), 2u);
}

TEST_F(DeviceCallbackTest, CountsAGapOfTheDeviceWhileALongerStreamTakesOver) {
  using namespace std::chrono_literals;
  DeviceCallback callback(*stream_, *playback_, 48000.);
  stream_->set_consumer(Consumer::device);
  callback.set_buffer(0.03);
  std::vector<float> out(480);
  DeviceCallback::Clock::time_point now{1h};
  const auto play = [&](int blocks) {
    for (int block = 0; block < blocks; ++block, now += 10ms)
      callback.fill(DeviceBlock::interleaved(out.data(), 1, out.size()), false, now);
  };
  play(580);
  Handover handover({.lead = 480, .hold = 4800, .fade = 480});
  callback.leave(handover);
  now += 60ms;
  play(20);
  const StreamCounters& counters = stream_->counters();
  EXPECT_EQ(counters.stalls.load(), 1u);
  EXPECT_EQ(counters.gaps.load(), 0u) << "it may still be caught up";
  callback.count_last_gap();
  EXPECT_EQ(counters.gaps.load(), 1u);
  EXPECT_NEAR(1e-9 * static_cast<double>(counters.gap_time.load()), 0.06, 0.001);
}

/** Also runs under RealtimeSanitizer: the callback never blocks. */
TEST_F(DeviceCallbackTest, WhatIsHeardIsPassedOnWithBothChannelsAsOne) {
  constexpr std::size_t frames = 700;  // more than the callback passes on at once
  std::vector<float> left(frames), right(frames), both(2 * frames), passed(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    left[i] = both[2 * i] = static_cast<float>(i);
    right[i] = both[2 * i + 1] = 2.f * static_cast<float>(i);
  }
  const auto expect = [&](float factor) {
    ASSERT_EQ(stream_->take_heard(passed), frames);
    for (std::size_t i = 0; i < frames; ++i) ASSERT_EQ(passed[i], factor * static_cast<float>(i)) << i;
  };
  pass_on({.left = left.data(), .frames = frames}, *stream_);
  expect(1.f);
  pass_on({.left = left.data(), .right = right.data(), .frames = frames}, *stream_);
  expect(1.5f);
  pass_on({.left = both.data(), .right = both.data() + 1, .stride = 2, .frames = frames}, *stream_);
  expect(1.5f);
  std::vector<float> endless(SharedStream::heard_capacity + frames);
  pass_on({.left = endless.data(), .frames = endless.size()}, *stream_);
  EXPECT_EQ(stream_->counters().input_lost.load(), frames) << "input that is not taken is lost and counted";
}

TEST_F(DeviceCallbackTest, LeavingFadesOutWhateverTheStreamAsks) {
  DeviceCallback callback(*stream_, *playback_, 48000.);
  stream_->set_consumer(Consumer::device);
  std::vector<float> out(4800);
  callback.fill(DeviceBlock::interleaved(out.data(), 1, out.size()), false);
  ASSERT_GT(stream_->counters().fade_level.load(), 0.f);
  playback_->leave();
  callback.fill(DeviceBlock::interleaved(out.data(), 1, out.size()), false);
  callback.fill(DeviceBlock::interleaved(out.data(), 1, out.size()), false);
  EXPECT_EQ(stream_->counters().fade_level.load(), 0.f);
  EXPECT_EQ(out.back(), 0.f);
}

}  // namespace
}  // namespace aeolian::daemon
