// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/recording_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <vector>

#include "daemon/recording/background_writer.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class RecordingFileTest : public testing::Test {
 protected:
  std::string name_for(std::string_view wanted) const {
    const auto file = RecordingFile::create(place_, wanted, 8000);
    return file ? file->name() : file.error().message;
  }

  ScratchFolder folder_;
  RecordingPlace place_{.directory = folder_ / "new/recordings", .reserve = 0};
};

TEST_F(RecordingFileTest, NamesAreCleanedAndNothingIsOverwritten) {
  EXPECT_EQ(name_for("take"), "take.wav");
  EXPECT_EQ(name_for("take"), "take 2.wav");
  EXPECT_EQ(name_for("take.WAV"), "take 3.wav");
  EXPECT_EQ(name_for("take.flac"), "take.flac");
  EXPECT_EQ(name_for("Süß.flac"), "Süß.flac");
  EXPECT_EQ(name_for("Su\u0308ß.flac"), "Süß 2.flac") << "the same name, typed otherwise";
}

TEST_F(RecordingFileTest, StaysInItsFolderWhateverItIsCalled) {
  for (const char* hostile : {"../../etc/passwd", "/etc/x", ".hidden", "a\nb", "caf\xe9", "\u202egnp.wav"}) {
    const auto refused = RecordingFile::create(place_, hostile, 8000);
    ASSERT_FALSE(refused) << hostile;
    EXPECT_EQ(refused.error().kind, ControlError::Kind::wrong_value);
  }
  EXPECT_FALSE(std::filesystem::exists(place_.directory)) << "and nothing is created";
}

TEST_F(RecordingFileTest, ALinkToNothingMakesNoFileElsewhere) {
  std::filesystem::create_directories(place_.directory);
  std::filesystem::create_symlink(folder_ / "elsewhere.wav", place_.directory / "take.wav");
  EXPECT_EQ(name_for("take"), "take 2.wav");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere.wav"));
}

TEST_F(RecordingFileTest, WithoutANameItIsTheDateAndTime) {
  place_.format = SoundFormat::flac;
  EXPECT_THAT(name_for(""), MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}-[0-9]{2}-[0-9]{2}\\.flac"));
}

TEST_F(RecordingFileTest, StopsAtTheQuotaOfAllFilesTogether) {
  std::filesystem::create_directories(place_.directory);
  std::ofstream(place_.directory / "older.wav") << std::string(100'000, 'x');
  place_.quota = 300'000;
  auto file = RecordingFile::create(place_, "take", 8000);
  ASSERT_TRUE(file) << file.error().message;
  const std::vector<StereoFrame> second(8000, centred(0.1f));  // 48,000 bytes
  ErrorOr<void> written;
  int seconds = 0;
  while (written && seconds < 100) {
    written = file->write(second);
    ++seconds;
  }
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("quota"));
  EXPECT_EQ(seconds, 6) << "free space is checked once a second";
  EXPECT_TRUE(file->close());
  EXPECT_EQ(read_sound(place_.directory / "take.wav")->samples.size(), 5u * 8000u)
      << "and the file is complete";

  const auto refused = RecordingFile::create(place_, "another", 8000);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("quota"));
  EXPECT_FALSE(std::filesystem::exists(place_.directory / "another.wav"));
}

TEST_F(RecordingFileTest, CountsFilesThatComeAndGoWhileItIsWritten) {
  place_.quota = 300'000;
  auto file = RecordingFile::create(place_, "take", 8000);
  ASSERT_TRUE(file) << file.error().message;
  const std::vector<StereoFrame> second(8000, centred(0.1f));
  ASSERT_TRUE(file->write(second));
  const auto other = place_.directory / "other.wav";
  std::ofstream(other) << std::string(300'000, 'x');
  EXPECT_FALSE(file->write(second));
  std::filesystem::remove(other);
  EXPECT_TRUE(file->write(second));
}

TEST_F(RecordingFileTest, LeavesTheDiskItsReserve) {
  place_.reserve = std::numeric_limits<std::uint64_t>::max();
  const auto refused = RecordingFile::create(place_, "take", 8000);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("disk"));
}

TEST_F(RecordingFileTest, AFolderThatCannotBeMadeIsRefused) {
  std::ofstream(folder_ / "file") << "x";
  place_.directory = folder_ / "file/recordings";
  const auto refused = RecordingFile::create(place_, "take", 8000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ControlError::Kind::failed);
}

TEST_F(RecordingFileTest, AnHourGoesThroughTheWriterIntoAFlacWithoutALostFrame) {
  constexpr int rate = 8000;
  constexpr int hour = 3600;
  auto file = RecordingFile::create(place_, "hour.flac", rate);
  ASSERT_TRUE(file) << file.error().message;
  BackgroundWriter writer([&](ConstPairedFrames frames) { return file->write(frames); });
  std::vector<StereoFrame> second(rate);
  for (int i = 0; i < rate; ++i) second[i] = centred(0.25f * std::sin(0.05f * static_cast<float>(i)));
  for (int s = 0; s < hour; ++s) {
    second[0] = centred(static_cast<float>(s) / hour);
    while (writer.waiting() + second.size() > BackgroundWriter::room) std::this_thread::yield();
    writer.push(second);
  }
  ASSERT_TRUE(writer.finish());
  ASSERT_TRUE(file->close());
  EXPECT_EQ(writer.lost(), 0u);
  const auto sound = read_sound(place_.directory / "hour.flac");
  ASSERT_TRUE(sound) << sound.error().message;
  ASSERT_EQ(sound->samples.size(), static_cast<std::size_t>(hour) * rate);
  for (int i = 0; i < rate; ++i) {
    ASSERT_NEAR(sound->samples[sound->samples.size() - rate + i], second[i].left, 2e-7f) << "its last second";
  }
}

}  // namespace
}  // namespace aeolian::daemon
