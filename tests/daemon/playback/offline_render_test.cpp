// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/offline_render.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <numbers>
#include <string>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "tests/channels.h"

namespace aeolian::daemon {
namespace {

std::filesystem::path scratch(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) / ("aeolian-" + std::to_string(getpid()) + "-" + name);
}

std::string bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

LoggedEvent gain_at(std::uint64_t step, float decibels) {
  LoggedEvent logged{.step = step, .event = {}};
  logged.event.parameter = ParameterId::gain;
  logged.event.number = decibels;
  return logged;
}

ErrorOr<std::int64_t> render(const std::filesystem::path& path, std::vector<LoggedEvent> replay = {}) {
  Ensemble source{std::make_unique<SineSource>(44100, 256, 440, 0.25f)};
  StepRenderer renderer(source, std::move(replay));
  return render_to_file(renderer, path, 2.);
}

float peak(std::span<const float> samples) {
  float most = 0.f;
  for (const float sample : samples) {
    most = std::max(most, std::abs(sample));
  }
  return most;
}

TEST(FileOutput, HasEachChannelAndTheSameBitsEachTime) {
  LoggedEvent moved{.step = 40, .event = {.parameter = ParameterId::out, .number = 3.f, .glide_s = .1f}};
  std::string first;
  for (const std::string name : {"four.wav", "again.wav"}) {
    const auto path = scratch(name);
    Ensemble source(std::make_unique<SineSource>(44100, 256, 440, 0.25f), 4);
    StepRenderer renderer(source, {moved});
    ASSERT_TRUE(render_to_file(renderer, path, 2., {}, 4));
    const auto channels = channels_of_file(path);
    ASSERT_EQ(channels.size(), 4u);
    const std::size_t when = 40 * 1024;
    for (const std::size_t channel : {0, 1}) {
      EXPECT_NEAR(peak(std::span(channels[channel]).first(when)), .25f, .001f);
      EXPECT_LT(peak(std::span(channels[channel]).subspan(when + 8000)), 1e-4f);
    }
    for (const std::size_t channel : {2, 3}) {
      EXPECT_EQ(peak(std::span(channels[channel]).first(when)), 0.f);
      EXPECT_NEAR(peak(std::span(channels[channel]).subspan(when + 8000)), .25f, .001f);
    }
    if (first.empty()) first = bytes(path);
    EXPECT_EQ(bytes(path), first);
  }
}

TEST(FileOutput, OfOneChannelHasBothAsOne) {
  const auto path = scratch("one.wav");
  Ensemble source(std::make_unique<SineSource>(44100, 256, 440, 0.25f), 1);
  source.apply({.parameter = ParameterId::pan, .number = 1.f});
  StepRenderer renderer(source);
  ASSERT_TRUE(render_to_file(renderer, path, 1., {}, 1));
  const auto channels = channels_of_file(path);
  ASSERT_EQ(channels.size(), 1u);
  EXPECT_NEAR(peak(channels[0]), .25f / std::numbers::sqrt2_v<float>, .001f);
}

TEST(FileOutput, HasTheLengthAskedForAndFadesAtBothEnds) {
  const auto path = scratch("length.wav");
  const auto frames = render(path);
  ASSERT_TRUE(frames) << frames.error().message;
  EXPECT_EQ(*frames, 88200);
  const auto sound = read_sound(path);
  ASSERT_TRUE(sound) << sound.error().message;
  ASSERT_EQ(sound->samples.size(), 88200u);
  EXPECT_EQ(sound->sample_rate, 44100);
  const std::span samples(sound->samples);
  EXPECT_NEAR(peak(samples.subspan(10000, 60000)), 0.25f, 0.001f);
  EXPECT_LT(peak(samples.first(100)), 0.001f);
  EXPECT_LT(peak(samples.last(100)), 0.001f);
  const auto coefficient = static_cast<float>(2 * std::cos(2 * std::numbers::pi * 440 / 44100));
  for (std::size_t i = 2; i < samples.size(); ++i) {
    ASSERT_LT(std::abs(samples[i] - coefficient * samples[i - 1] + samples[i - 2]), 1e-4f) << "at " << i;
  }
  std::filesystem::remove(path);
}

TEST(FileOutput, IsTheSameBitForBitWithTheSameControlLog) {
  const std::vector<LoggedEvent> replay{gain_at(10, -12.f), gain_at(30, 0.f)};
  ASSERT_TRUE(render(scratch("a.wav"), replay));
  ASSERT_TRUE(render(scratch("b.wav"), replay));
  ASSERT_TRUE(render(scratch("c.wav")));
  EXPECT_EQ(bytes(scratch("a.wav")), bytes(scratch("b.wav")));
  EXPECT_NE(bytes(scratch("a.wav")), bytes(scratch("c.wav"))) << "the log is heard";
  for (const char* name : {"a.wav", "b.wav", "c.wav"}) {
    std::filesystem::remove(scratch(name));
  }
}

TEST(FileOutput, GainTakesEffectAtItsStep) {
  const auto path = scratch("gain.wav");
  ASSERT_TRUE(render(path, {gain_at(40, -20.f)}));
  const auto sound = read_sound(path);
  ASSERT_TRUE(sound);
  const std::span samples(sound->samples);
  EXPECT_NEAR(peak(samples.subspan(39 * 1024, 1024)), 0.25f, 0.001f);
  EXPECT_NEAR(peak(samples.subspan(42 * 1024, 1024)), 0.025f, 0.001f);
  std::filesystem::remove(path);
}

TEST(FileOutput, EveryAppliedEventIsTold) {
  Ensemble source{std::make_unique<SineSource>(44100, 256, 440, 0.25f)};
  StepRenderer renderer(source, {gain_at(3, -12.f)});
  std::vector<std::uint64_t> steps;
  FileRendering rendering;
  rendering.on_applied = [&steps](const LoggedEvent& logged) -> ErrorOr<void> {
    steps.push_back(logged.step);
    return {};
  };
  ASSERT_TRUE(render_to_file(renderer, scratch("told.wav"), 0.5, rendering));
  EXPECT_EQ(steps, std::vector<std::uint64_t>{3});
  std::filesystem::remove(scratch("told.wav"));
}

TEST(FileOutput, StoppingEarlyLeavesAWholeFile) {
  Ensemble source{std::make_unique<SineSource>(44100, 256, 440, 0.25f)};
  StepRenderer renderer(source);
  FileRendering rendering;
  rendering.stop = [&renderer] { return renderer.steps() == 10; };
  const auto frames = render_to_file(renderer, scratch("early.wav"), 100., rendering);
  ASSERT_TRUE(frames);
  EXPECT_EQ(*frames, 10 * 1024);
  EXPECT_EQ(read_sound(scratch("early.wav"))->samples.size(), 10u * 1024u);
  std::filesystem::remove(scratch("early.wav"));
}

TEST(FileOutput, AFolderThatIsNotThereIsTold) {
  const auto result = render("/no/such/folder/a.wav");
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("/no/such/folder/a.wav"), std::string::npos);
}

}  // namespace
}  // namespace aeolian::daemon
