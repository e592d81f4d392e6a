// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/test_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>

#include "core/audio/sound_file.h"
#include "core/model/checkpoint.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr int tone_rate = 8000;

class TestCommand : public ::testing::Test {
 protected:
  TestCommand() {
    std::string pattern = (fs::temp_directory_path() / "aeolian-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    use(ModelKind::small);
    write_sample(300.);
    options_.checkpoint = folder_ / "storm.aeolian";
    options_.sample = folder_ / "rain.wav";
    options_.output = folder_ / "out";
    options_.n_samples = 2;
    options_.sample_duration = 1.5;
    options_.n_average = 3;
  }
  ~TestCommand() override { fs::remove_all(folder_); }

  void use(ModelKind kind) {
    EXPECT_TRUE(write_checkpoint(folder_ / "storm.aeolian", random_checkpoint(kind)));
  }

  /** Writes six seconds: a tone, then one of three times its pitch. */
  void write_sample(double hz) {
    auto writer = SoundFileWriter::create(folder_ / "rain.wav", tone_rate, 1);
    ASSERT_TRUE(writer);
    std::vector<float> samples(6 * tone_rate);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double turns = (i < samples.size() / 2 ? hz : 3. * hz) * static_cast<double>(i) / tone_rate;
      samples[i] = static_cast<float>(0.3 * std::sin(2. * std::numbers::pi * turns));
    }
    ASSERT_TRUE(writer->write(samples));
    ASSERT_TRUE(writer->close());
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(options_.output))
      names.push_back(entry.path().filename().string());
    return names;
  }

  std::vector<float> sound(const std::string& name) const {
    auto read = read_sound(options_.output / name);
    EXPECT_TRUE(read) << read.error().message;
    return read ? read->samples : std::vector<float>();
  }

  void run() {
    const auto done = test(options_, progress_);
    ASSERT_TRUE(done) << done.error().message;
  }

  fs::path folder_;
  TestOptions options_;
  std::ostringstream messages_;
  Progress progress_{messages_, false, 100};
};

TEST_F(TestCommand, NamesItsFilesAfterWhatTheyAre) {
  run();
  EXPECT_THAT(files(), UnorderedElementsAre("rain-reconstruction.wav", "rain-mean-of-3-1.wav",
                                            "rain-mean-of-3-2.wav"));
  EXPECT_THAT(messages_.str(), HasSubstr("rain-mean-of-3-2.wav"));
  EXPECT_EQ(sound("rain-reconstruction.wav").size(), 6u * tone_rate);
  const auto made = sound("rain-mean-of-3-1.wav");
  EXPECT_EQ(made.size(), 12000u);
  EXPECT_GT(std::ranges::max(made), 1e-4f);
  EXPECT_NE(made, sound("rain-mean-of-3-2.wav")) << "each draws its own excerpts";
}

TEST_F(TestCommand, IsAFunctionOfTheSeed) {
  run();
  const auto first = sound("rain-mean-of-3-1.wav");
  run();
  EXPECT_EQ(sound("rain-mean-of-3-1.wav"), first);
  options_.seed = 9;
  run();
  EXPECT_NE(sound("rain-mean-of-3-1.wav"), first);
}

TEST_F(TestCommand, AMeanOfOtherPartsSoundsOtherwise) {
  options_.n_average = 1;
  run();
  options_.n_average = 3;
  run();
  EXPECT_NE(sound("rain-mean-of-1-1.wav"), sound("rain-mean-of-3-1.wav"));
}

TEST_F(TestCommand, TheReconstructionIsOfTheSoundAndNotDrawn) {
  options_.temperature = 0.3;
  run();
  const auto calm = sound("rain-reconstruction.wav");
  options_.temperature = 1.5;
  run();
  EXPECT_EQ(sound("rain-reconstruction.wav"), calm);
  write_sample(500.);
  run();
  EXPECT_NE(sound("rain-reconstruction.wav"), calm);
}

TEST_F(TestCommand, RefinedQualityPlaysTheSameLength) {
  options_.quality = Quality::refined;
  run();
  EXPECT_EQ(sound("rain-reconstruction.wav").size(), 6u * tone_rate);
}

TEST_F(TestCommand, AModelWithoutEncodingsGoesOnFromAPartAndSaysWhatItCannot) {
  use(ModelKind::frame_lstm);
  auto done = test(options_, progress_);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("no encodings to average"));
  EXPECT_FALSE(fs::exists(options_.output));
  options_.n_average = 1;
  run();
  EXPECT_THAT(files(), UnorderedElementsAre("rain-continued-1.wav", "rain-continued-2.wav"));
  EXPECT_THAT(messages_.str(), HasSubstr("no reconstruction"));
}

TEST_F(TestCommand, OfAnAutoencoderDecodesMeansOfCodesAndItsOwnSegments) {
  use(ModelKind::autoencoder);
  run();
  EXPECT_THAT(files(), UnorderedElementsAre("rain-reconstruction.wav", "rain-mean-of-3-1.wav",
                                            "rain-mean-of-3-2.wav"));
  EXPECT_EQ(sound("rain-reconstruction.wav").size(), 6u * tone_rate);
  EXPECT_GT(std::ranges::max(sound("rain-reconstruction.wav")), 1e-4f);
  EXPECT_NE(sound("rain-mean-of-3-1.wav"), sound("rain-mean-of-3-2.wav"));
  const auto mean = sound("rain-mean-of-3-1.wav");
  run();
  EXPECT_EQ(sound("rain-mean-of-3-1.wav"), mean);
}

TEST_F(TestCommand, OfBytesGoesOnFromAPartAndRepeatsTheSoundInEightBits) {
  use(ModelKind::bytes);
  EXPECT_FALSE(test(options_, progress_)) << "there is nothing to average";
  options_.n_average = 1;
  run();
  EXPECT_THAT(files(), UnorderedElementsAre("rain-reconstruction.wav", "rain-continued-1.wav",
                                            "rain-continued-2.wav"));
  EXPECT_NE(sound("rain-continued-1.wav"), sound("rain-continued-2.wav"));
  const auto repeated = sound("rain-reconstruction.wav");
  const auto original = read_sound(options_.sample)->samples;
  ASSERT_EQ(repeated.size(), original.size());
  float farthest = 0;
  const std::size_t settled = tone_rate / 2;  // the output stage removes DC
  for (std::size_t i = settled; i + settled < original.size(); ++i)
    farthest = std::max(farthest, std::abs(repeated[i] - original[i]));
  EXPECT_LT(farthest, .02f);
  EXPECT_GT(farthest, .5f / 256) << "not less than half a step of eight bits at this full scale";
}

TEST_F(TestCommand, SaysWhichFileIsWrong) {
  options_.sample = folder_ / "gone.wav";
  auto done = test(options_, progress_);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("gone.wav"));
  EXPECT_FALSE(fs::exists(options_.output));
}

}  // namespace
}  // namespace aeolian::trainer
