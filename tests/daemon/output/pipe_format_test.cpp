// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/pipe_format.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>

#include "core/audio/sound_file.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

constexpr std::array frames{StereoFrame{0.5f, -0.5f}, StereoFrame{2.f, -2.f},
                            StereoFrame{std::numeric_limits<float>::quiet_NaN(), 0.f}};

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

TEST(PipeFormat, Of16BitsIsRoundedAndClipped) {
  const std::string bytes = pipe_bytes(PipeFormat::s16le, frames);
  EXPECT_EQ(bytes, std::string("\x00\x40\x00\xC0\xFF\x7F\x00\x80\x00\x00\x00\x00", 12));
  EXPECT_EQ(pipe_header(PipeFormat::s16le, 44100), "");
}

TEST(PipeFormat, InFloatingPointIsTheSampleItself) {
  const std::string bytes = pipe_bytes(PipeFormat::f32le, std::span(frames).first(2));
  ASSERT_EQ(bytes.size(), 2 * frame_bytes(PipeFormat::f32le));
  EXPECT_EQ(std::bit_cast<float>(number_at(bytes, 0)), 0.5f);
  EXPECT_EQ(std::bit_cast<float>(number_at(bytes, 12)), -2.f);
}

TEST(PipeFormat, AWavHeaderNamesNoLength) {
  const std::string header = pipe_header(PipeFormat::wav, 48000);
  ASSERT_EQ(header.size(), 44u);
  EXPECT_EQ(number_at(header, 4), 0xFFFFFFFFu);
  EXPECT_EQ(number_at(header, 24), 48000u);
  EXPECT_EQ(number_at(header, 28), 48000u * frame_bytes(PipeFormat::wav)) << "bytes a second";
  EXPECT_EQ(number_at(header, 40), 0xFFFFFFFFu);
}

TEST(PipeFormat, AWavIsReadAsASoundFileUpToItsEnd) {
  const ScratchFolder folder;
  std::ofstream(folder / "a.wav") << pipe_header(PipeFormat::wav, 22050)
                                  << pipe_bytes(PipeFormat::wav, std::array{centred(.25f), centred(-.5f)});
  const auto sound = read_sound(folder / "a.wav");
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->sample_rate, 22050);
  EXPECT_EQ(sound->samples, (std::vector<float>{.25f, -.5f}));
}

}  // namespace
}  // namespace aeolian::daemon
