// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/frame_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "core/spectrum/stereo_bands.h"
#include "tests/scratch_folder.h"
#include "tests/trainer/analysis/test_sounds.h"
#include "trainer/analysis/analysed_sound.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr ContentDigest key{1, 2, 3};

class FrameFile : public ::testing::Test {
 protected:
  FrameFile() {
    const auto written = write_frame_file(path_, key, sound_.facts, *sound_.frames);
    EXPECT_TRUE(written) << written.error().message;
  }

  std::string content() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }

  /** The error for a file whose bytes were changed. */
  std::string refusal_after(const std::function<void(std::string&)>& change) {
    std::string bytes = content();
    change(bytes);
    std::ofstream(path_) << bytes;
    const auto opened = open_frame_file(path_, key);
    return opened ? "accepted" : opened.error().message;
  }

  ScratchFolder folder_;
  fs::path path_ = folder_ / "tone.frames";
  StoredSound sound_ = analysed_tone(440, 2);
};

TEST_F(FrameFile, GivesBackWhatWasWritten) {
  const auto opened = open_frame_file(path_, key);
  ASSERT_TRUE(opened && *opened);
  const StoredSound& read = **opened;
  EXPECT_FALSE(read.frames->is_in_memory());
  EXPECT_EQ(all_rows(*read.frames), all_rows(*sound_.frames));
  EXPECT_EQ(read.facts.file_rate, 44100);
  EXPECT_EQ(read.facts.samples, sound_.facts.samples);
  EXPECT_EQ(read.facts.loudest_block, .05);
  EXPECT_EQ(read.facts.name, "tone.wav");
  EXPECT_EQ(read.facts.note, "has an odd header");
  const auto before = sound_.frames->statistics(), after = read.frames->statistics();
  EXPECT_EQ(after.mean(), before.mean());
  EXPECT_EQ(after.deviation(), before.deviation());
  EXPECT_EQ(after.rare_power(), before.rare_power());
  EXPECT_EQ(after.lasting_power(100, 2), before.lasting_power(100, 2));
  EXPECT_EQ(after.loudest_second, before.loudest_second);
}

TEST_F(FrameFile, GivesBackTheImagesOfTwoChannels) {
  EXPECT_EQ((*open_frame_file(path_, key))->frames->stereo_bands(), 0) << "of a mono sound there are none";
  const auto mid = test_tone(440, 1), side = test_tone(600, 1);
  const SoundFrames frames = analyse_samples(mid, test_front_end(), side);
  const auto bands = static_cast<std::size_t>(frames.stereo_bands());
  EXPECT_EQ(bands, StereoBands(test_front_end()).size());
  ASSERT_TRUE(write_frame_file(path_, key, sound_.facts, frames));
  const auto opened = open_frame_file(path_, key);
  ASSERT_TRUE(opened && *opened) << opened.error().message;
  EXPECT_EQ(all_rows(*(*opened)->frames), all_rows(frames));
  std::vector<ImageByte> written(3 * bands * 5), read(written.size());
  frames.read_images(7, written);
  (*opened)->frames->read_images(7, read);
  EXPECT_EQ(read, written);
  EXPECT_EQ((*opened)->frames->statistics().mean(), frames.statistics().mean());
  EXPECT_EQ((*opened)->facts.name, "tone.wav");
}

TEST_F(FrameFile, IsReadableByItsOwnerAlone) {
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(FrameFile, IsRefusedWhereverItIsCutShort) {
  const auto size = fs::file_size(path_);
  for (const auto left : {size - 1, size / 2, std::uintmax_t{100}, std::uintmax_t{3}, std::uintmax_t{0}}) {
    fs::resize_file(path_, left);
    EXPECT_FALSE(open_frame_file(path_, key)) << left << " bytes";
  }
}

TEST_F(FrameFile, IsRefusedIfAnyByteBesideItsFramesIsDamaged) {
  std::string bytes = content();
  const auto header = parse_frame_file_header(bytes.substr(0, frame_file_header_size));
  ASSERT_TRUE(header) << header.error().message;
  std::string beginning = bytes.substr(0, frame_file_header_size);
  std::string trailer = bytes.substr(frame_file_header_size + header->rows_size());
  const auto is_accepted = [&] {
    auto parsed = parse_frame_file_header(beginning);
    // In the order of opening: first the size of the file, then the checksum.
    return parsed && parsed->file_size() == bytes.size() &&
           parse_frame_file_trailer(beginning, trailer, *parsed).has_value();
  };
  ASSERT_TRUE(is_accepted());
  for (std::string* part : {&beginning, &trailer}) {
    for (char& byte : *part) {
      const char before = byte;
      byte = static_cast<char>(byte ^ 0x41);
      ASSERT_FALSE(is_accepted()) << &byte - part->data();
      byte = before;
    }
  }
}

TEST_F(FrameFile, OfAnotherVersionIsRefused) {
  EXPECT_THAT(refusal_after([](std::string& bytes) { bytes[7] = '9'; }), HasSubstr("another version"));
}

TEST_F(FrameFile, OfAnotherKindIsRefused) {
  EXPECT_THAT(refusal_after([](std::string& bytes) { bytes = std::string(500, 'x'); }),
              HasSubstr("is not a file of analysed sound"));
}

TEST_F(FrameFile, OfAnotherSoundIsRefused) {
  const auto opened = open_frame_file(path_, ContentDigest{9});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("another sound"));
}

TEST_F(FrameFile, ThatDoesNotExistIsNone) {
  const auto opened = open_frame_file(folder_ / "none.frames", key);
  ASSERT_TRUE(opened);
  EXPECT_FALSE(*opened);
}

TEST_F(FrameFile, BehindALinkIsRefused) {
  fs::create_symlink(path_, folder_ / "link.frames");
  EXPECT_FALSE(open_frame_file(folder_ / "link.frames", key));
}

TEST_F(FrameFile, StaysReadableWhenItIsRemovedAndTellsWhenItIsCutShort) {
  const auto opened = open_frame_file(path_, key);
  ASSERT_TRUE(opened && *opened);
  const auto before = all_rows(*sound_.frames);
  fs::create_hard_link(path_, folder_ / "same");
  fs::remove(path_);
  EXPECT_EQ(all_rows(*(*opened)->frames), before);
  fs::resize_file(folder_ / "same", 200);
  EXPECT_THROW(all_rows(*(*opened)->frames), FramesLost);
}

TEST_F(FrameFile, WhatIsNoLogAmplitudeInItsFramesBecomesTheFloor) {
  EXPECT_EQ(refusal_after([](std::string& bytes) { bytes[frame_file_header_size + 1] = '\x7e'; }), "accepted")
      << "frames are not compared when a file is opened";
  const auto opened = open_frame_file(path_, key);
  std::vector<float> values(32);
  const auto rows = all_rows(*(*opened)->frames);
  to_float(std::span(rows).first(values.size()), values);
  EXPECT_NEAR(values[0], log_floor, .01) << "and not NaN";
}

}  // namespace
}  // namespace aeolian::trainer
