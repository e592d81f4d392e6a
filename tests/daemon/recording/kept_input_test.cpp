// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/kept_input.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/random.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

constexpr std::size_t step_size = 1000;

std::vector<float> noise(std::size_t size) {
  Random random(2);
  std::vector<float> samples(size);
  for (float& sample : samples) sample = .6f * random.normal();  // sometimes beyond full scale
  return samples;
}

/** All input heard in `steps` steps. */
std::vector<float> heard(StepInput& input, int steps) {
  std::vector<float> all, step(step_size);
  for (int i = 0; i < steps; ++i) {
    input.take(step);
    all.insert(all.end(), step.begin(), step.end());
  }
  return all;
}

TEST(KeptInput, AFileOfItIsHeardAgainBitForBit) {
  const ScratchFolder folder;
  const auto path = folder / "log.flac";
  auto input = kept(std::make_unique<SoundInput>(noise(20 * step_size)), path, 44100, step_size);
  const auto first = heard(*input, 20);
  input.reset();
  SoundInput again(read_sound(path)->samples);
  EXPECT_EQ(heard(again, 20), first);
}

TEST(KeptInput, EndsAtAGapThatASlowDiskLeaves) {
  const ScratchFolder folder;
  const auto path = folder / "log.flac";
  constexpr int steps = 5000;  // heard much faster than they can be written
  auto input = kept(std::make_unique<SoundInput>(noise(steps * step_size)), path, 44100, step_size);
  const auto all = heard(*input, steps);
  input.reset();
  auto recorded = read_sound(path)->samples;
  ASSERT_LT(recorded.size(), all.size()) << "no gap";
  EXPECT_GE(recorded.size(), BackgroundWriter::room);
  const auto whole_steps = recorded.size() / step_size;
  SoundInput again(std::move(recorded));
  const auto replayed = heard(again, static_cast<int>(whole_steps));
  EXPECT_TRUE(std::equal(replayed.begin(), replayed.end(), all.begin()));
}

TEST(KeptInput, WhereItCannotBeKeptItIsHeardAllTheSame) {
  const ScratchFolder folder;
  std::ofstream(folder / "log.flac") << "no sound at all, but somebody's words";
  for (const std::filesystem::path& path : {folder / "log.flac", folder / "missing/log.flac"}) {
    auto input = kept(std::make_unique<SoundInput>(noise(2 * step_size)), path, 44100, step_size);
    SoundInput bare(noise(2 * step_size));
    EXPECT_EQ(heard(*input, 2), heard(bare, 2)) << path;
  }
  std::ifstream file(folder / "log.flac");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "no sound at all, but somebody's words");
}

}  // namespace
}  // namespace aeolian::daemon
