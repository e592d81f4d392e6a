// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/ogg.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/audio/sound_file.h"

namespace aeolian::trainer {
namespace {

TEST(Ogg, IsAFileThatPlaysTheSound) {
  std::vector<float> sine(22050);
  for (std::size_t i = 0; i < sine.size(); ++i) sine[i] = .5f * std::sin(.1f * static_cast<float>(i));
  const auto bytes = to_ogg(sine, 22050);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_LT(bytes->size(), sine.size());
  const auto path =
      std::filesystem::temp_directory_path() / ("aeolian-ogg-" + std::to_string(::getpid()) + ".ogg");
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes->data()), static_cast<std::streamsize>(bytes->size()));
  const auto sound = read_sound(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(sound) << sound.error().message;
  ASSERT_EQ(sound->samples.size(), sine.size());
  EXPECT_EQ(sound->sample_rate, 22050);
  double error = 0;
  for (std::size_t i = 0; i < sine.size(); ++i) error += std::pow(sound->samples[i] - sine[i], 2);
  EXPECT_LT(std::sqrt(error / static_cast<double>(sine.size())), .05);
}

TEST(Base64, IsThatOfTheRfc) {
  const auto of = [](std::string_view text) { return base64(std::as_bytes(std::span(text))); };
  EXPECT_EQ(of(""), "");
  EXPECT_EQ(of("f"), "Zg==");
  EXPECT_EQ(of("fo"), "Zm8=");
  EXPECT_EQ(of("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace aeolian::trainer
