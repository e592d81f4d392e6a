// SPDX-License-Identifier: GPL-3.0-or-later
// Tests more than two output channels, from the generator to the device.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/paired_ring.h"
#include "core/stream/playback.h"
#include "core/stream/player.h"
#include "tests/channels.h"
#include "tests/comes_true.h"
#include "tests/pitch.h"

namespace aeolian {
namespace {

constexpr int tones_rate = 44100;

std::vector<std::unique_ptr<MonoSource>> tones(const std::vector<double>& all_hz) {
  std::vector<std::unique_ptr<MonoSource>> voices;
  for (const double hz : all_hz) voices.push_back(std::make_unique<SineSource>(tones_rate, 256, hz, .5f));
  return voices;
}

/** Two voices on five channels: 440 Hz on the first two, 660 Hz on the fourth and fifth. */
class OutputChannels : public testing::Test {
 protected:
  static constexpr std::size_t channels = 5;

  void SetUp() override {
    source_.apply({.parameter = ParameterId::voices, .number = 2.f});
    source_.apply({.parameter = ParameterId::out, .voice = 2, .number = 4.f});
    stream_.set_fade({1.f, 0.f});
  }

  void generate(std::size_t frames) {
    while (stream_.fill() < frames) {
      renderer_.render_step();
      ASSERT_TRUE(stream_.publish(renderer_.rendered(), renderer_.tail()));
    }
  }

  /** A second of the samples received by a device at `device_rate`. */
  std::vector<std::vector<float>> heard(Playback& playback, int device_rate) {
    PairedBuffer all(static_cast<std::size_t>(device_rate), stream_.pairs());
    for (std::size_t at = 0; at + block <= all.size(); at += block) {
      generate(2048);
      playback.render(all.frames().subspan(at, block));
    }
    return channels_of(all.frames(), channels);
  }

  static void expect_each_in_its_place(const std::vector<std::vector<float>>& heard, int device_rate) {
    for (const std::size_t channel : {0, 1})
      EXPECT_NEAR(pitch(std::span(heard[channel]).last(20000), device_rate), 440., .3);
    for (const std::size_t channel : {3, 4})
      EXPECT_NEAR(pitch(std::span(heard[channel]).last(20000), device_rate), 660., .3);
    EXPECT_TRUE(is_silent(heard[2]));
  }

  static constexpr std::size_t block = 300;
  Ensemble source_{tones({440., 660.}), 1, nullptr, channels};
  StepRenderer renderer_{source_};
  SharedStream stream_ = SharedStream::create(tones_rate, channels).value();
};

TEST_F(OutputChannels, AreHeardEachInItsPlaceAtAnyRate) {
  for (const int device_rate : {tones_rate, 48000}) {
    const auto playback = std::move(*Playback::create(stream_, device_rate));
    expect_each_in_its_place(heard(*playback, device_rate), device_rate);
  }
}

TEST_F(OutputChannels, AreTakenByAnotherProcessWithTheirTails) {
  generate(1024);
  const auto step = channels_of(renderer_.rendered(), channels);
  const auto tail = channels_of(renderer_.tail(), channels);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto other = SharedStream::attach(dup(stream_.fd()));
    if (!other || other->channels() != channels || other->fill() != 1024) _exit(1);
    PairedBuffer taken(other->fill(), other->pairs());
    other->take(taken.frames());
    if (channels_of(taken.frames(), channels) != step) _exit(2);
    std::vector<StereoFrame> second(tail[2].size());
    if (other->copy_tail(second, 1) != second.size()) _exit(3);
    const auto is_there = [&](std::size_t i) { return second[i] == StereoFrame{tail[2][i], tail[3][i]}; };
    for (std::size_t i = 0; i < second.size(); ++i) {
      if (!is_there(i)) _exit(4);
    }
    _exit(0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(OutputChannels, AreConcealedEachByItsTailWithoutAClick) {
  const auto playback = std::move(*Playback::create(stream_, tones_rate));
  heard(*playback, tones_rate);
  const std::size_t left = stream_.fill();
  PairedBuffer gap(left + 2000, stream_.pairs());
  playback->render(gap.frames());
  EXPECT_EQ(stream_.counters().underruns.load(), 1u);
  generate(4096);
  PairedBuffer after(2000, stream_.pairs());
  playback->render(after.frames());
  for (std::size_t channel = 0; channel < channels; ++channel) {
    auto samples = channels_of(gap.frames(), channels)[channel];
    const auto back = channels_of(after.frames(), channels)[channel];
    samples.insert(samples.end(), back.begin(), back.end());
    float jump = 0.f;
    for (std::size_t i = 1; i < samples.size(); ++i)
      jump = std::max(jump, std::abs(samples[i] - samples[i - 1]));
    EXPECT_LT(jump, .05f) << "channel " << channel + 1;
    const float loudest = *std::ranges::max_element(std::span(samples).subspan(left, 1000));
    EXPECT_EQ(loudest > .1f, channel != 2) << "channel " << channel + 1;
  }
}

TEST_F(OutputChannels, AreKeptForMetersAndCountedByTheirPeak) {
  source_.apply({.parameter = ParameterId::mute, .voice = 1, .number = 1.f});
  const auto playback = std::move(*Playback::create(stream_, tones_rate));
  const auto all = heard(*playback, tones_rate);
  stream_.counters().peak.store(0.f);
  heard(*playback, tones_rate);
  EXPECT_NEAR(stream_.counters().peak.load(), .5f / std::sqrt(2.f), .01f) << "of the last channels";
  PairedBuffer newest(512, stream_.pairs());
  stream_.copy_played(newest.frames());
  const auto kept = channels_of(newest.frames(), channels);
  EXPECT_LT(*std::ranges::max_element(kept[0]), 1e-4f);
  EXPECT_NEAR(*std::ranges::max_element(kept[4]), .5f / std::sqrt(2.f), .01f);
}

TEST_F(OutputChannels, ATapHasEachPairOrAllOfThemAddedUp) {
  Player player(renderer_, stream_);
  SampleTap &all = player.add_tap(), &mix = player.add_tap_of_mix();
  all.open();
  mix.open();
  player.start();
  PairedBuffer pairs(4096, stream_.pairs()), added(4096, 1);
  PairedBuffer ignored(256, stream_.pairs());
  const auto taken = [&](SampleTap& tap, PairedBuffer& buffer) {
    std::size_t count = 0;
    return comes_true([&] {
      stream_.take(ignored.frames());
      count += tap.take(buffer.frames().subspan(count));
      return count == buffer.size();
    });
  };
  ASSERT_TRUE(taken(all, pairs));
  ASSERT_TRUE(taken(mix, added));
  player.stop();
  const auto each = channels_of(pairs.frames(), channels), sum = channels_of(added.frames(), 2);
  for (std::size_t i = 0; i < 4096; ++i) {
    ASSERT_EQ(sum[0][i], each[0][i] + each[2][i] + each[4][i]) << i;
    ASSERT_EQ(sum[1][i], each[1][i] + each[3][i]) << i;
  }
}

TEST(PairedRing, KeepsThePairsTogetherAroundItsEnd) {
  PairedRing<16> ring(3);
  PairedBuffer in(10, 3), out(10, 3);
  for (int round = 0; round < 7; ++round) {
    for (std::size_t i = 0; i < 10; ++i) {
      for (std::size_t pair = 0; pair < 3; ++pair)
        in.frames().pair(pair)[i] = centred(static_cast<float>(100 * round + 10 * pair + i));
    }
    EXPECT_EQ(ring.push(in.frames()), 10u);
    EXPECT_EQ(ring.push(in.frames()), 6u) << "no more than there is room for";
    EXPECT_EQ(ring.pop(out.frames()), 10u);
    EXPECT_EQ(channels_of(out.frames(), 6), channels_of(in.frames(), 6));
    EXPECT_EQ(ring.pop(out.frames()), 6u);
    EXPECT_EQ(channels_of(out.frames().first(6), 6), channels_of(in.frames().first(6), 6));
  }
}

}  // namespace
}  // namespace aeolian
