// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/player.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/playback.h"

namespace aeolian {
namespace {

using std::chrono::milliseconds;

/** Waits for something that will happen; false after a generous timeout. */
bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) {
      return false;
    }
    std::this_thread::sleep_for(milliseconds(1));
  }
  return true;
}

class PlayerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto stream = SharedStream::create(44100);
    ASSERT_TRUE(stream) << stream.error().message;
    stream_ = std::make_unique<SharedStream>(std::move(*stream));
  }

  Ensemble source_{std::make_unique<SineSource>(44100, 256, 440, 0.5f)};
  StepRenderer renderer_{source_};
  std::unique_ptr<SharedStream> stream_;
};

TEST_F(PlayerTest, KeepsTheLookAheadAndNoMore) {
  Player player(renderer_, *stream_);
  stream_->counters().block.store(256);
  player.start();
  ASSERT_TRUE(eventually([&] { return stream_->fill() >= player.look_ahead(); }));
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(player.look_ahead(), 1024u + 256u) << "until it is known how late the thread is woken";
  EXPECT_LT(stream_->fill(), 2u * 1024u + 256u);
}

TEST_F(PlayerTest, RendersOneHopAtATime) {
  ASSERT_EQ(renderer_.hops_per_step(), 4);
  stream_->counters().block.store(64);
  Player player(renderer_, *stream_);
  player.start();
  std::size_t most = 0;
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(eventually([&] { return stream_->fill() >= player.look_ahead(); }));
    std::this_thread::sleep_for(milliseconds(2));
    most = std::max(most, stream_->fill() - player.look_ahead());
    std::vector<StereoFrame> taken(37);
    stream_->take(taken);
  }
  EXPECT_LT(most, 256u);
  EXPECT_GE(most, 128u);
}

TEST_F(PlayerTest, FillsTheRingFarEnoughToEndATailHoweverSmallTheSteps) {
  Ensemble small{std::make_unique<SineSource>(44100, 16, 440, 0.5f)};
  StepRenderer renderer(small);
  Player player(renderer, *stream_);
  stream_->counters().block.store(16);
  player.start();
  EXPECT_TRUE(eventually([&] { return stream_->fill() >= stream_->return_fill(); }));
}

/** Tests blocks and steps of any size, and a change of the block size. */
TEST_F(PlayerTest, ATailEndsWhateverTheBlockAndTheStep) {
  for (const int hop : {4, 256, 4096}) {
    Ensemble source{std::make_unique<SineSource>(44100, hop, 440, 0.5f)};
    StepRenderer renderer(source);
    auto stream = SharedStream::create(44100).value();
    Player player(renderer, stream);
    player.start();
    for (const std::size_t frames : {16, 1, 8192, 2048, 16384}) {
      const auto playback = Playback::create(stream, 44100).value();
      playback->prepare(frames);
      std::vector<StereoFrame> block(frames);
      playback->render(block);
      while (stream.fill() > 0) stream.take(block);
      playback->render(block);
      const auto underruns = stream.counters().underruns.load();
      for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(eventually([&] { return stream.fill() >= stream.return_fill(); }))
            << hop << ' ' << frames;
        const std::uint64_t taken = stream.taken();
        playback->render(block);
        EXPECT_EQ(stream.taken(), taken + frames) << hop << ' ' << frames;
      }
      EXPECT_EQ(stream.counters().underruns.load(), underruns) << hop << ' ' << frames;
    }
  }
}

TEST_F(PlayerTest, TheSamplesAreTheSourcesWhateverTheConsumersPace) {
  Player player(renderer_, *stream_);
  player.start();
  std::vector<StereoFrame> heard;
  std::vector<StereoFrame> block(333);
  while (heard.size() < 44100) {
    const std::size_t taken = stream_->take(block);
    heard.insert(heard.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(taken));
    stream_->wake();
    if (taken == 0) {
      std::this_thread::yield();
    }
  }
  player.stop();

  Ensemble source{std::make_unique<SineSource>(44100, 256, 440, 0.5f)};
  std::vector<StereoFrame> hop(256);
  for (std::size_t begin = 0; begin + 256 <= 44100; begin += 256) {
    source.render(hop);
    ASSERT_TRUE(std::equal(hop.begin(), hop.end(), heard.begin() + static_cast<std::ptrdiff_t>(begin)));
  }
}

TEST_F(PlayerTest, GivesBackEveryAppliedEventWithItsStep) {
  ControlInbox& inbox = renderer_.add_inbox();
  Player player(renderer_, *stream_);
  ControlEvent event;
  event.parameter = ParameterId::temperature;
  event.number = 0.25f;
  inbox.push(event);
  player.start();
  LoggedEvent logged;
  ASSERT_TRUE(eventually([&] { return player.pop_applied(logged); }));
  EXPECT_EQ(logged.step, 0u);
  EXPECT_EQ(logged.event.number, 0.25f);
  EXPECT_EQ(player.applied_lost(), 0u);
}

TEST_F(PlayerTest, WhatAScorePlansForTheOutputIsFollowedWhereItsStepIsHeard) {
  const auto planned = [](ParameterId parameter, float value) {
    ControlEvent event;
    event.parameter = parameter;
    event.number = value;
    return event;
  };
  StepRenderer renderer(source_, {{2, planned(ParameterId::gain, -12.f)},
                                  {2, planned(ParameterId::mute, 1.f)},
                                  {2, planned(ParameterId::play, 0.f)}});
  Player player(renderer, *stream_);
  stream_->counters().block.store(8192);
  player.start();
  ASSERT_TRUE(eventually([&] { return player.steps() > 4; }));
  player.stop();
  const auto playback = Playback::create(*stream_, 44100);
  ASSERT_TRUE(playback);
  std::vector<StereoFrame> block(1024);
  for (int step = 0; step < 2; ++step) {
    (*playback)->render(block);
    EXPECT_EQ(stream_->gain().target, 0.f) << "in step " << step;
    EXPECT_FALSE(stream_->mute());
    EXPECT_EQ(stream_->fade().target, 1.f);
  }
  (*playback)->render(block);
  EXPECT_EQ(stream_->gain().target, -12.f);
  EXPECT_TRUE(stream_->mute());
  EXPECT_EQ(stream_->fade().target, 0.f);
}

TEST_F(PlayerTest, AHandsChangeOfTheOutputIsTheHandsUnlessItNamesAStep) {
  ControlInbox& inbox = renderer_.add_inbox();
  ControlEvent gain;
  gain.parameter = ParameterId::gain;
  gain.number = -12.f;
  inbox.push(gain);  // its sender has already set it in the stream, and perhaps a newer value since
  gain.number = -20.f;
  gain.step = 2;
  inbox.push(gain);
  Player player(renderer_, *stream_);
  stream_->counters().block.store(8192);
  player.start();
  ASSERT_TRUE(eventually([&] { return player.steps() > 4; }));
  player.stop();
  const auto playback = Playback::create(*stream_, 44100);
  ASSERT_TRUE(playback);
  std::vector<StereoFrame> block(2048);
  (*playback)->render(block);
  EXPECT_EQ(stream_->gain().target, 0.f);
  (*playback)->render(block);
  EXPECT_EQ(stream_->gain().target, -20.f);
}

TEST_F(PlayerTest, TellsWhichStepIsHeardWhen) {
  Player player(renderer_, *stream_);
  using std::chrono::duration_cast;
  const auto start = Playback::Clock::time_point(std::chrono::hours(5));
  const auto in_samples = [&](double samples) {
    return start + duration_cast<Playback::Clock::duration>(std::chrono::duration<double>(samples / 44100.));
  };
  EXPECT_EQ(player.step_at(in_samples(1e6)), 0u) << "nothing plays yet";
  const auto playback = Playback::create(*stream_, 44100);
  ASSERT_TRUE(playback);
  std::vector<StereoFrame> block(512);
  for (int i = 0; i < 10; ++i) {
    const auto frames = renderer_.render_step();
    ASSERT_TRUE(stream_->publish(frames, renderer_.tail()));
  }
  for (int i = 0; i < 8; ++i) {
    (*playback)->render(block, in_samples(512. * i));
  }
  EXPECT_EQ(player.step_at(start - std::chrono::seconds(1)), 0u);
  for (const std::uint64_t step : {1u, 4u, 100u}) {
    const double begin = 1024. * static_cast<double>(step);
    EXPECT_EQ(player.step_at(in_samples(begin - 2.)), step - 1);
    EXPECT_EQ(player.step_at(in_samples(begin + 2.)), step);
  }
  stream_->counters().device_latency.store(0.1f);
  EXPECT_EQ(player.step_at(in_samples(10 * 1024. + 2.)), 10u) << "no device plays";
  stream_->set_consumer(Consumer::device);
  EXPECT_EQ(player.step_at(in_samples(10 * 1024. + 4410. + 2.)), 10u);
  EXPECT_EQ(player.step_at(in_samples(10 * 1024. + 4410. - 2.)), 9u);
}

TEST_F(PlayerTest, ATapGivesAllThatIsGenerated) {
  Player player(renderer_, *stream_);
  SampleTap& tap = player.add_tap();
  SampleTap& closed = player.add_tap();
  tap.open();
  stream_->counters().block.store(8192);
  player.start();
  ASSERT_TRUE(eventually([&] { return player.steps() >= 8; }));
  player.stop();
  std::vector<StereoFrame> tapped(8 * 1024);
  std::vector<StereoFrame> streamed(8 * 1024);
  ASSERT_EQ(tap.take(tapped), tapped.size());
  ASSERT_EQ(stream_->take(streamed), streamed.size());
  EXPECT_EQ(tapped, streamed);
  EXPECT_EQ(tap.lost(), 0u);
  EXPECT_EQ(closed.take(tapped), 0u);
}

TEST_F(PlayerTest, MeasuresItsSteps) {
  Player player(renderer_, *stream_);
  stream_->counters().block.store(2048);
  player.start();
  ASSERT_TRUE(eventually([&] { return player.steps() >= 2; }));
  player.stop();
  EXPECT_EQ(player.step_times().count(), player.steps());
  EXPECT_GT(player.step_times().quantile(0.5).count(), 0);
  EXPECT_LE(player.step_times().quantile(0.5), player.step_times().longest());
  EXPECT_NEAR(static_cast<double>(player.step_budget().count()), 1024. / 44100. * 1e9, 1.);
  EXPECT_NE(player.scheduling(), Player::Scheduling::unknown);
}

TEST_F(PlayerTest, StopsWhileTheConsumerStandsStill) {
  Player player(renderer_, *stream_);
  player.start();
  ASSERT_TRUE(eventually([&] { return stream_->fill() >= player.look_ahead(); }));
  player.stop();
  const std::uint64_t steps = player.steps();
  std::vector<StereoFrame> block(2048);
  stream_->take(block);
  stream_->wake();
  std::this_thread::sleep_for(milliseconds(30));
  EXPECT_EQ(player.steps(), steps);
}

}  // namespace
}  // namespace aeolian
