// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/trainer/analysis/test_sounds.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/audio/sound_file.h"
#include "core/random.h"
#include "trainer/analysis/analysed_sound.h"

namespace aeolian::trainer {

FrontEnd test_front_end() {
  return *make_front_end(test_rate, default_window_ms, 32, default_max_frequency);
}

std::vector<float> test_tone(double hertz, double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * test_rate));
  Random random(1);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / test_rate;
    samples[i] = 0.3f * static_cast<float>(std::sin(phase)) + 0.01f * random.normal();
  }
  return samples;
}

void write_wav(const std::filesystem::path& path, const std::vector<float>& samples) {
  std::filesystem::create_directories(path.parent_path());
  auto writer = SoundFileWriter::create(path, test_rate, 1);
  ASSERT_TRUE(writer && writer->write(samples) && writer->close());
}

std::vector<Half> all_rows(const SoundFrames& frames) {
  std::vector<Half> rows(static_cast<std::size_t>(frames.frames() * frames.bands()));
  frames.read(0, rows);
  return rows;
}

StoredSound analysed_tone(double hertz, double seconds) {
  const auto samples = test_tone(hertz, seconds);
  return {{.file_rate = 44100,
           .rate = test_rate,
           .samples = std::ssize(samples),
           .seconds = seconds,
           .mean_square = .045,
           .loudest_block = .05,
           .name = "tone.wav",
           .note = "has an odd header"},
          std::make_shared<const SoundFrames>(analyse_samples(samples, test_front_end()))};
}

}  // namespace aeolian::trainer
