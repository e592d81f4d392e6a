// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/generate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/audio/sound_file.h"
#include "core/model/checkpoint.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Generate : public ::testing::Test {
 protected:
  Generate() {
    std::string pattern = (fs::temp_directory_path() / "aeolian-generate-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    EXPECT_TRUE(write_checkpoint(folder_ / "storm.aeolian", random_checkpoint(ModelKind::small)));
    options_.checkpoint = folder_ / "storm.aeolian";
    options_.output = folder_ / "out.wav";
    options_.seconds = 1.5;
  }
  ~Generate() override { fs::remove_all(folder_); }

  /** The error; nothing may have been written before it. */
  std::string refusal(const GenerateOptions& options) {
    const auto done = generate(options, progress_);
    if (done) return "accepted";
    EXPECT_FALSE(fs::exists(options.output));
    return done.error().message;
  }

  std::vector<float> sound(const GenerateOptions& options) {
    const auto done = generate(options, progress_);
    EXPECT_TRUE(done) << done.error().message;
    auto read = read_sound(options.output);
    EXPECT_TRUE(read) << read.error().message;
    return read ? read->samples : std::vector<float>();
  }

  fs::path folder_;
  GenerateOptions options_;
  std::ostringstream messages_;
  Progress progress_{messages_, false, 100};
};

TEST_F(Generate, ListensToASoundForAsLongAsItLasts) {
  auto writer = SoundFileWriter::create(folder_ / "heard.wav", 16000, 1);
  std::vector<float> heard(32000);
  for (std::size_t i = 0; i < heard.size(); ++i) heard[i] = 0.3f * std::sin(0.1f * static_cast<float>(i));
  ASSERT_TRUE(writer && writer->write(heard) && writer->close());
  const auto alone = sound(options_);
  options_.input = folder_ / "heard.wav";
  options_.listening[ParameterId::listen_through] = 1.;
  const auto listening = sound(options_);
  EXPECT_EQ(listening.size(), alone.size());
  EXPECT_NE(listening, alone);
  options_.seconds.reset();
  EXPECT_EQ(sound(options_).size(), 16000u) << "two seconds at its own rate";
}

TEST_F(Generate, RefusesAnInputThatChangesNothing) {
  options_.input = folder_ / "none.wav";
  EXPECT_THAT(refusal(options_), HasSubstr("--follow 1"));
  options_.listening[ParameterId::listen_follow] = 1.;
  EXPECT_THAT(refusal(options_), HasSubstr("none.wav"));
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, random_checkpoint(ModelKind::bytes)));
  EXPECT_THAT(refusal(options_), HasSubstr("cannot listen"));
}

TEST_F(Generate, WritesSoundOfTheLengthAndRateAsked) {
  const auto samples = sound(options_);
  EXPECT_EQ(samples.size(), 12000u);
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  EXPECT_GT(peak, 1e-4f);
  EXPECT_LE(peak, 1.f);
  EXPECT_THAT(messages_.str(), HasSubstr("out.wav: 1.5 s, seed 1"));
}

TEST_F(Generate, WritesBothChannelsOfAModelOfStereoSounds) {
  const auto mono = sound(options_);
  EXPECT_EQ(read_sound_header(options_.output)->channels, 1);
  Checkpoint checkpoint = random_checkpoint(ModelKind::small);
  add_image(checkpoint, {.balance = .5f, .in_phase = .2f});
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, checkpoint));
  EXPECT_EQ(sound(options_).size(), mono.size());
  EXPECT_FALSE(read_sound(options_.output, Channels::stereo)->side.empty());
  options_.shape[ParameterId::width] = 0.;
  EXPECT_EQ(sound(options_), mono);
  EXPECT_TRUE(read_sound(options_.output, Channels::stereo)->side.empty());
}

/** The pulse of a sound's loudness, in beats a minute. */
double pulse_of(const std::vector<float>& samples, int rate) {
  const int hop = rate / 100;
  std::vector<double> rises;
  double before = 0.;
  for (std::size_t at = 0; at + static_cast<std::size_t>(hop) <= samples.size();
       at += static_cast<std::size_t>(hop)) {
    double power = 0.;
    for (int i = 0; i < hop; ++i) power += std::pow(samples[at + static_cast<std::size_t>(i)], 2.);
    const double level = std::log(power + 1e-4);
    rises.push_back(std::max(level - before, 0.));
    before = level;
  }
  double best = 0., best_bpm = 0.;
  for (double bpm = 70.; bpm < 140.; bpm += .5) {
    double product = 0.;
    for (const double beats : {1., 2., 4.}) {
      const auto lag = static_cast<std::size_t>(std::lround(6000. * beats / bpm));
      for (std::size_t i = lag; i < rises.size(); ++i)
        product += rises[i] * rises[i - lag] / static_cast<double>(rises.size() - lag);
    }
    if (product > best) best = product, best_bpm = bpm;
  }
  return best_bpm;
}

// The shipped percussion has 96 beats a minute, which are found within some seconds.
TEST_F(Generate, ThePulseOfWhatItPlaysFollowsATempo) {
  options_.checkpoint = AEOLIAN_PERCUSSION;
  options_.seconds = 40.;
  options_.shape = {{ParameterId::tempo, 108.}, {ParameterId::tempo_follow, 1.}};
  std::array<double, 3> pulses{};  // of performances; the accents of one may slip
  for (std::size_t i = 0; i < pulses.size(); ++i) {
    options_.seed = i + 1;
    const auto played = sound(options_);
    const int rate = read_sound_header(options_.output)->sample_rate;
    pulses[i] = pulse_of({played.end() - 22 * rate, played.end()}, rate);
  }
  std::ranges::sort(pulses);
  EXPECT_NEAR(pulses[1], 108., 2.);
}

TEST_F(Generate, IsAFunctionOfTheSeed) {
  const auto first = sound(options_);
  EXPECT_EQ(sound(options_), first);
  options_.seed = 2;
  EXPECT_NE(sound(options_), first);
}

TEST_F(Generate, NumbersSeveralSoundsAndGivesEachTheNextSeed) {
  GenerateOptions two = options_;
  two.n_samples = 2;
  ASSERT_TRUE(generate(two, progress_));
  EXPECT_FALSE(fs::exists(options_.output));
  const auto second = read_sound(folder_ / "out-2.wav");
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_TRUE(fs::exists(folder_ / "out-1.wav"));
  options_.seed = 2;
  EXPECT_EQ(sound(options_), second->samples);
}

TEST_F(Generate, ObeysEncodingAndTemperature) {
  const auto plain = sound(options_);
  options_.encoding = "thunder";
  const auto thunder = sound(options_);
  EXPECT_NE(thunder, plain);
  options_.temperature = 0.2;
  EXPECT_NE(sound(options_), thunder);
}

TEST_F(Generate, LeansOnPassagesAsFarAsAsked) {
  const auto alone = sound(options_);
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, .8f, .2f);
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, checkpoint));
  const auto whole = sound(options_);
  EXPECT_NE(whole, alone);
  auto limited = options_, none = options_;
  limited.memory_limit = .2;
  EXPECT_NE(sound(limited), whole);
  none.memory = 0;
  EXPECT_EQ(sound(none), alone);
}

TEST_F(Generate, MorphsBetweenTwoEncodings) {
  auto rain = options_, end = options_, between = options_;
  rain.encoding = "rain";
  end.morph = {"rain", "thunder", 0};
  EXPECT_EQ(sound(end), sound(rain));
  between.morph = {"rain", "thunder", .5};
  EXPECT_NE(sound(between), sound(rain));
  between.morph = {"rain", "thunde", .5};
  fs::remove(between.output);
  EXPECT_THAT(refusal(between), HasSubstr("thunder"));
}

TEST_F(Generate, BlendsAnotherCheckpointIn) {
  const fs::path other = folder_ / "calm.aeolian";
  ASSERT_TRUE(write_checkpoint(other, random_checkpoint(ModelKind::small, 2)));
  options_.voices = 2;
  const auto alone = sound(options_);
  auto blended = options_;
  blended.blend = {other, 0.};
  EXPECT_EQ(sound(blended), alone);
  blended.blend->weight = .5;
  const auto half = sound(blended);
  EXPECT_NE(half, alone);
  EXPECT_EQ(sound(blended), half);
  fs::remove(blended.output);
  blended.blend->checkpoint = folder_ / "none.aeolian";
  EXPECT_THAT(refusal(blended), HasSubstr("none.aeolian"));
  ASSERT_TRUE(write_checkpoint(other, random_checkpoint(ModelKind::bytes)));
  blended.blend->checkpoint = other;
  EXPECT_THAT(refusal(blended), AllOf(HasSubstr("calm.aeolian"), HasSubstr("a bytes model makes samples")));
}

TEST_F(Generate, GoesOnFromASound) {
  auto writer = SoundFileWriter::create(folder_ / "prime.wav", 16000, 1);
  std::vector<float> tone(32000);
  for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = 0.3f * std::sin(0.1f * static_cast<float>(i));
  ASSERT_TRUE(writer && writer->write(tone) && writer->close());
  const auto plain = sound(options_);
  options_.prime = folder_ / "prime.wav";
  EXPECT_NE(sound(options_), plain);
}

TEST_F(Generate, PlaysTheBaseline) {
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, random_checkpoint(ModelKind::frame_lstm)));
  EXPECT_EQ(sound(options_).size(), 12000u);
  options_.encoding = "rain";
  fs::remove(options_.output);
  EXPECT_THAT(refusal(options_), HasSubstr("has no encoding rain: it has none"));
}

TEST_F(Generate, PlaysTheOtherBaselines) {
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, random_checkpoint(ModelKind::autoencoder)));
  const auto drawn = sound(options_);
  options_.encoding = "thunder";
  EXPECT_NE(sound(options_), drawn);
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, random_checkpoint(ModelKind::bytes)));
  fs::remove(options_.output);
  EXPECT_THAT(refusal(options_), HasSubstr("has no encoding thunder: it has none"));
  options_.encoding.reset();
  EXPECT_EQ(sound(options_).size(), 12000u);
}

TEST_F(Generate, NamesTheEncodingsThatAreNearAnUnknownOne) {
  options_.encoding = "thunde";
  EXPECT_THAT(refusal(options_), AllOf(HasSubstr("storm.aeolian: the model has no encoding thunde"),
                                       HasSubstr("did you mean thunder?")));
  options_.encoding = "sea urchin";
  EXPECT_THAT(refusal(options_), HasSubstr("there are rain and thunder"));
}

TEST_F(Generate, RefusesWhatItCannotRead) {
  GenerateOptions options = options_;
  options.checkpoint = folder_ / "none.aeolian";
  EXPECT_THAT(refusal(options), HasSubstr("none.aeolian: there is no such file"));
  options = options_;
  options.prime = folder_ / "none.wav";
  EXPECT_THAT(refusal(options), HasSubstr("none.wav"));
  options.prime = options.checkpoint;
  EXPECT_THAT(refusal(options), HasSubstr("storm.aeolian"));
}

TEST_F(Generate, RefusesAModelThatLacksATensor) {
  Checkpoint checkpoint = random_checkpoint(ModelKind::small);
  checkpoint.tensors.erase("trunk.head.weight");
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, checkpoint));
  EXPECT_THAT(refusal(options_), HasSubstr("\"trunk.head.weight\""));
}

}  // namespace
}  // namespace aeolian::trainer
