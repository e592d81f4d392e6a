// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/recorder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <future>
#include <memory>
#include <vector>

#include "core/audio/integer_sample.h"
#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/playback.h"
#include "core/stream/player.h"
#include "tests/channels.h"
#include "tests/comes_true.h"
#include "tests/scratch_folder.h"
#include "tests/stereo.h"

namespace aeolian::daemon {
namespace {

constexpr int rate = 44100;
constexpr std::size_t block = 441;

/** A player, an output that takes 10 ms at a time on request, and the recorder. */
class RecorderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto stream = SharedStream::create(rate, channels_);
    ASSERT_TRUE(stream) << stream.error().message;
    stream_ = std::make_unique<SharedStream>(std::move(*stream));
    playback_ = std::move(*Playback::create(*stream_, rate));
    source_ = std::make_unique<Ensemble>(std::make_unique<SineSource>(rate, 256, 440, 0.25f), channels_);
    source_->apply({.parameter = ParameterId::out, .number = 3.f});  // if there are more than two
    renderer_ = std::make_unique<StepRenderer>(*source_);
    player_ = std::make_unique<Player>(*renderer_, *stream_);
    recorder_ = std::make_unique<Recorder>(
        RecordingPlace{.directory = folder_ / "recordings", .quota = quota_, .reserve = 0}, *stream_,
        player_->add_tap(), kept_s_, [this](std::span<const StereoFrame> frames) {
          passed_on_.insert(passed_on_.end(), frames.begin(), frames.end());
        });
    player_->start();
  }

  void hear(double seconds) {
    PairedBuffer frames(block, stream_->pairs());
    for (int blocks = static_cast<int>(std::lround(seconds * 100)); blocks > 0; --blocks) {
      ASSERT_TRUE(comes_true([&] { return stream_->fill() >= block; }));
      playback_->render(frames.frames());
      const auto left = left_of(frames.frames().pair(0));
      heard_.insert(heard_.end(), left.begin(), left.end());
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
  }

  std::vector<float> recorded(const std::string& name) const {
    const auto sound = read_sound(folder_ / "recordings" / name);
    EXPECT_TRUE(sound) << sound.error().message;
    return sound ? sound->samples : std::vector<float>();
  }

  std::uint64_t quota_ = 0;
  double kept_s_ = .5;
  std::size_t channels_ = 2;
  ScratchFolder folder_;
  std::vector<StereoFrame> passed_on_;  ///< passed on by the recorder until it ends
  std::unique_ptr<Ensemble> source_;
  std::unique_ptr<StepRenderer> renderer_;
  std::unique_ptr<SharedStream> stream_;
  std::unique_ptr<Playback> playback_;
  std::unique_ptr<Player> player_;
  std::unique_ptr<Recorder> recorder_;
  std::vector<float> heard_;
};

float level(std::span<const float> samples) {
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return static_cast<float>(std::sqrt(energy / static_cast<double>(samples.size())));
}

float largest_jump(std::span<const float> samples) {
  float most = 0.f;
  for (std::size_t i = 1; i < samples.size(); ++i)
    most = std::max(most, std::abs(samples[i] - samples[i - 1]));
  return most;
}

TEST_F(RecorderTest, KeepsWhatTheEarHearsSampleBySample) {
  hear(0.3);
  const std::size_t begin = heard_.size();
  ASSERT_TRUE(recorder_->start("take"));
  hear(0.5);
  const auto report = recorder_->stop();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->name, "take.wav");
  EXPECT_EQ(report->lost, 0u);
  const auto take = recorded("take.wav");
  ASSERT_EQ(take.size(), report->frames);
  ASSERT_GT(take.size(), rate * 4u / 10u);
  // Its beginning is known to within 10 ms; after that the sound must be identical.
  const std::size_t into = rate / 10;
  double best = 1e9;
  for (std::size_t at = begin - rate / 10; at < begin + rate / 10; ++at) {
    double error = 0;
    for (std::size_t i = into; i < into + 8192; ++i)
      error = std::max<double>(error, std::abs(take[i] - heard_[at + i]));
    best = std::min(best, error);
  }
  EXPECT_LT(best, 1e-4) << "24 bits of the same samples";
}

TEST_F(RecorderTest, FollowsGainMuteAndFadesWithoutAClick) {
  hear(0.3);
  ASSERT_TRUE(recorder_->start("levels.flac"));
  hear(0.3);
  stream_->set_gain({-12.f, 0.02f});
  hear(0.3);
  stream_->set_mute(true);
  hear(0.3);
  stream_->set_mute(false);
  stream_->set_fade({0.f, 0.1f});
  hear(0.3);
  ASSERT_TRUE(recorder_->stop());
  const std::span all(heard_);
  const auto take = recorded("levels.flac");
  ASSERT_GT(take.size(), rate * 11u / 10u);
  const std::span samples(take);
  const auto around = [&](double second) {
    return samples.subspan(static_cast<std::size_t>(second * rate), rate / 20);
  };
  EXPECT_NEAR(level(around(0.15)), 0.25f / std::sqrt(2.f), 0.003f);
  EXPECT_NEAR(level(around(0.45)), 0.25f / std::sqrt(2.f) * 0.251f, 0.002f);
  EXPECT_EQ(level(around(0.75)), 0.f);
  EXPECT_EQ(level(around(1.1)), 0.f);
  EXPECT_LT(largest_jump(samples), 0.25f * 2.f * 3.15f * 440.f / rate * 1.1f)
      << "no larger than within the tone";
  EXPECT_LT(std::abs(take.front()), 0.01f) << "begins in silence";
}

TEST_F(RecorderTest, EndsInSilenceAlsoWhereTheOutputTakesLongBlocks) {
  playback_->prepare(rate * 3 / 10);
  hear(0.3);
  ASSERT_TRUE(recorder_->start("bursts.wav"));
  hear(0.3);
  auto stopped = std::async([this] { return recorder_->stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  hear(0.1);
  ASSERT_TRUE(stopped.get());
  const auto take = recorded("bursts.wav");
  ASSERT_FALSE(take.empty());
  EXPECT_LT(std::abs(take.back()), 0.01f);
}

TEST_F(RecorderTest, OneRecordingAtATime) {
  EXPECT_EQ(recorder_->stop().error().kind, ControlError::Kind::busy);
  ASSERT_TRUE(recorder_->start("a"));
  EXPECT_TRUE(recorder_->status().recording);
  EXPECT_EQ(recorder_->start("b").error().kind, ControlError::Kind::busy);
  hear(0.1);
  EXPECT_TRUE(recorder_->stop());
  EXPECT_FALSE(recorder_->status().recording);
  EXPECT_EQ(recorder_->status().report.name, "a.wav");
  EXPECT_TRUE(recorder_->start("c"));
}

TEST_F(RecorderTest, ARecordingThatGoesOnIsWholeWhenTheRecorderEnds) {
  ASSERT_TRUE(recorder_->start("a.flac"));
  hear(0.3);
  recorder_.reset();
  EXPECT_GT(recorded("a.flac").size(), rate * 2u / 10u);
}

class RecorderWithAQuota : public RecorderTest {
 protected:
  RecorderWithAQuota() { quota_ = 100'000; }
};

TEST_F(RecorderWithAQuota, EndsByItselfAndIsWhole) {
  ASSERT_TRUE(recorder_->start("take"));
  hear(2.2);
  EXPECT_FALSE(recorder_->status().recording);
  const auto report = recorder_->stop();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(recorded("take.wav").size(), report->frames);
  EXPECT_GT(report->frames, 0u);
  EXPECT_GT(report->lost, 0u) << "the sound played after its end";
}

TEST_F(RecorderTest, WhatWasHeardLastCanBeKeptAfterwardsBesideARecording) {
  hear(.4);
  ASSERT_TRUE(recorder_->start("take"));
  hear(.4);
  ASSERT_TRUE(comes_true([&] { return recorder_->status().report.frames > 0; }));
  const auto last = recorder_->record_last(.25, "just now");
  ASSERT_TRUE(last) << last.error().message;
  EXPECT_EQ(last->name, "just now.wav");
  EXPECT_EQ(last->frames, static_cast<std::uint64_t>(.25 * rate));
  const auto samples = recorded("just now.wav");
  ASSERT_EQ(samples.size(), last->frames);
  EXPECT_NEAR(level(samples), .25 / std::sqrt(2.), .01);
  EXPECT_EQ(samples.front(), 0.f) << "it begins in silence";
  EXPECT_EQ(samples.back(), 0.f);
  EXPECT_LT(largest_jump(samples), .02f);
  EXPECT_TRUE(recorder_->status().recording) << "recording continues";
  ASSERT_TRUE(recorder_->stop());
}

TEST_F(RecorderTest, NoMoreIsKeptThanIsAskedForAtTheStart) {
  hear(.8);
  const auto all = recorder_->record_last(60., "");
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->frames, static_cast<std::uint64_t>(kept_s_ * rate));
  for (const double seconds : {0., -1., std::nan(""), HUGE_VAL})
    EXPECT_EQ(recorder_->record_last(seconds, "x").error().kind, ControlError::Kind::wrong_value) << seconds;
  EXPECT_NE(recorder_->record_last(.1, all->name)->name, all->name) << "no file is replaced";
}

class RecorderOfSeveralChannels : public RecorderTest {
 protected:
  RecorderOfSeveralChannels() { channels_ = 5; }
};

TEST_F(RecorderOfSeveralChannels, RecordsEachAndStreamsTheirSum) {
  hear(.3);
  ASSERT_TRUE(recorder_->start("take"));
  hear(.5);
  const auto report = recorder_->stop();
  ASSERT_TRUE(report);
  const auto kept = recorder_->record_last(.4, "last.flac");
  ASSERT_TRUE(kept) << kept.error().message;
  for (const auto& name : {report->name, kept->name}) {
    const auto channels = channels_of_file(folder_ / "recordings" / name);
    ASSERT_EQ(channels.size(), 5u);
    for (const std::size_t left : {0, 1}) EXPECT_LT(level(channels[left]), 1e-4f) << name;
    EXPECT_TRUE(is_silent(channels[4])) << name;
    for (const std::size_t heard : {2, 3})
      EXPECT_NEAR(level(channels[heard]), .25f / std::sqrt(2.f), .01f) << name;
  }
  recorder_.reset();
  const auto last = std::span(passed_on_).last(4410);
  EXPECT_NEAR(level(left_of(last)), .25f / std::sqrt(2.f), .002f);
  EXPECT_NEAR(level(right_of(last)), .25f / std::sqrt(2.f), .002f);
}

class RecorderOfTooManyChannels : public RecorderTest {
 protected:
  RecorderOfTooManyChannels() { channels_ = 12; }
};

TEST_F(RecorderOfTooManyChannels, ForAFlacSaysSo) {
  const auto refused = recorder_->start("take.flac");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("8 channels"), std::string::npos) << refused.error().message;
  EXPECT_TRUE(recorder_->start("take.wav"));
}

TEST(PastSound, KeepsTheNewestSamplesInOrder) {
  const auto samples = [](std::vector<float> numbers) {
    for (float& number : numbers) number /= 16.f;
    return numbers;
  };
  PastSound past(5);
  EXPECT_TRUE(past.last(3).empty());
  past.push(on_both(samples({1, 2, 3})));
  EXPECT_EQ(left_of(past.last(2)), samples({2, 3}));
  past.push(on_both(samples({4, 5, 6, 7})));
  EXPECT_EQ(left_of(past.last(9)), samples({3, 4, 5, 6, 7}));
  past.push(on_both(samples({8, 9, 10, 11, 12, 13, 14})));
  EXPECT_EQ(left_of(past.last(4)), samples({11, 12, 13, 14}));
  PastSound none(0);
  none.push(on_both(samples({1})));
  EXPECT_TRUE(none.last(1).empty());
}

TEST(PastSound, KeepsWhatARecordingOf24BitsWouldHold) {
  constexpr float least = 0x1p-23f;
  PastSound past(4);
  past.push(std::vector<StereoFrame>{{-1.f, 1.f}, {least, -least}, {1e-3f, -.7f}, {std::nanf(""), 2.f}});
  const auto kept = past.last(4);
  EXPECT_EQ(kept[0], (StereoFrame{-1.f, 1.f - least}));
  EXPECT_EQ(kept[1], (StereoFrame{least, -least}));
  for (const StereoFrame& frame : kept) {
    EXPECT_EQ(static_cast<float>(integer_sample<24>(frame.left)) * least, frame.left);
    EXPECT_EQ(static_cast<float>(integer_sample<24>(frame.right)) * least, frame.right);
  }
  EXPECT_NEAR(kept[2].left, 1e-3f, least / 2);
  EXPECT_EQ(kept[3], (StereoFrame{0.f, 1.f - least}));
}

}  // namespace
}  // namespace aeolian::daemon
