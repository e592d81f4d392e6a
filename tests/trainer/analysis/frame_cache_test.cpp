// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/frame_cache.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/environment_variable.h"
#include "tests/scratch_folder.h"
#include "tests/trainer/analysis/test_sounds.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr std::uint64_t plenty = 1'000'000'000;

ContentDigest key_number(std::uint8_t number) {
  return {number};
}

class Cache : public ::testing::Test {
 protected:
  FrameCache open(std::uint64_t limit = plenty) const {
    auto cache = FrameCache::open(folder_, limit);
    EXPECT_TRUE(cache) << (cache ? "" : cache.error().message);
    return *std::move(cache);
  }

  std::string refusal() const {
    const auto cache = FrameCache::open(folder_, plenty);
    return cache ? "accepted" : cache.error().message;
  }

  fs::path path_of(std::uint8_t number) const { return folder_ / (to_hex(key_number(number)) + ".frames"); }

  /** Makes a stored sound look as if last used `hours` ago. */
  void age(std::uint8_t number, int hours) const {
    const timespec then{::time(nullptr) - 3600 * hours, 0};
    const timespec times[] = {then, then};
    ASSERT_EQ(::utimensat(AT_FDCWD, path_of(number).c_str(), times, 0), 0);
  }

  ScratchFolder scratch_;
  fs::path folder_ = scratch_ / "deep/cache";
  StoredSound sound_ = analysed_tone(440, 2);
  std::uint64_t size_ = [&] {
    FrameCache cache = open();
    EXPECT_TRUE(cache.keep(key_number(255), sound_));
    const auto size = fs::file_size(path_of(255));
    cache.clear();
    return size;
  }();
};

TEST_F(Cache, GivesBackWhatWasKept) {
  FrameCache cache = open();
  EXPECT_FALSE(cache.find(key_number(1)));
  const auto kept = cache.keep(key_number(1), sound_);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_FALSE(kept->frames->is_in_memory());
  const auto found = open().find(key_number(1));
  ASSERT_TRUE(found);
  EXPECT_EQ(all_rows(*found->frames), all_rows(*sound_.frames));
  EXPECT_EQ(all_rows(*kept->frames), all_rows(*sound_.frames));
}

// Two trainings that analysed the same sounds at once used to remove each other's files, and then kept those
// sounds in memory.
TEST_F(Cache, LeavesWhatAnotherTrainingHasKeptMeanwhile) {
  FrameCache first = open(), second = open();
  ASSERT_TRUE(first.keep(key_number(1), sound_));
  struct stat before {
  }, after{};
  ASSERT_EQ(::stat(path_of(1).c_str(), &before), 0);
  const auto kept = second.keep(key_number(1), sound_);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_FALSE(kept->frames->is_in_memory());
  ASSERT_EQ(::stat(path_of(1).c_str(), &after), 0);
  EXPECT_EQ(after.st_ino, before.st_ino);
}

TEST_F(Cache, IsForItsUserAlone) {
  open();
  for (const auto& path : {folder_, folder_.parent_path()}) {
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u) << path;
  }
  fs::permissions(folder_, fs::perms(0750));
  EXPECT_THAT(refusal(), HasSubstr("chmod 700"));
}

TEST_F(Cache, ThatIsAFileIsRefused) {
  fs::remove_all(folder_);
  std::ofstream(folder_) << "x";
  EXPECT_THAT(refusal(), HasSubstr("cannot be opened as a cache"));
}

TEST_F(Cache, MakesRoomByTheSoundUsedLongestAgo) {
  FrameCache cache = open();
  for (const std::uint8_t number : {1, 2, 3}) ASSERT_TRUE(cache.keep(key_number(number), sound_));
  age(1, 3);
  age(2, 5);
  age(3, 4);
  FrameCache full = open(3 * size_);
  ASSERT_TRUE(full.find(key_number(3))) << "it counts as used now";
  ASSERT_TRUE(full.keep(key_number(4), sound_));
  EXPECT_FALSE(fs::exists(path_of(2)));
  EXPECT_TRUE(fs::exists(path_of(1)) && fs::exists(path_of(3)) && fs::exists(path_of(4)));
  ASSERT_TRUE(full.keep(key_number(5), sound_));
  EXPECT_FALSE(fs::exists(path_of(1)));
}

TEST_F(Cache, DoesNotMakeRoomByWhatThisRunUses) {
  FrameCache full = open(2 * size_);
  ASSERT_TRUE(full.keep(key_number(1), sound_) && full.keep(key_number(2), sound_));
  const auto third = full.keep(key_number(3), sound_);
  ASSERT_FALSE(third);
  EXPECT_THAT(third.error().message, HasSubstr("is full"));
  EXPECT_EQ(full.entries().size(), 2u);
}

TEST_F(Cache, ClearedOrMadeRoomInByAnotherLosesNothingInUse) {
  FrameCache cache = open();
  const auto kept = cache.keep(key_number(1), sound_);
  ASSERT_TRUE(kept);
  EXPECT_EQ(open().clear(), 1u);
  EXPECT_TRUE(fs::is_empty(folder_));
  EXPECT_EQ(all_rows(*kept->frames), all_rows(*sound_.frames));
}

TEST_F(Cache, ClearingLeavesWhatIsNotItsOwn) {
  FrameCache cache = open();
  ASSERT_TRUE(cache.keep(key_number(1), sound_));
  std::ofstream(folder_ / "diary.txt") << "mine";
  std::ofstream(folder_ / "old.frames") << "mine";
  cache.clear();
  EXPECT_TRUE(fs::exists(folder_ / "diary.txt") && fs::exists(folder_ / "old.frames"));
  EXPECT_FALSE(fs::exists(path_of(1)));
}

TEST_F(Cache, MakesADamagedFileAnewAndSaysSo) {
  FrameCache cache = open();
  ASSERT_TRUE(cache.keep(key_number(1), sound_));
  fs::resize_file(path_of(1), size_ / 2);
  FrameCache again = open();
  EXPECT_FALSE(again.find(key_number(1)));
  ASSERT_EQ(again.damaged().size(), 1u);
  EXPECT_THAT(again.damaged()[0], HasSubstr("bytes long"));
  ASSERT_TRUE(again.keep(key_number(1), sound_));
  EXPECT_TRUE(again.find(key_number(1)));
}

TEST_F(Cache, IsNeverLedElsewhereByALink) {
  FrameCache cache = open();
  const fs::path victim = scratch_ / "victim";
  std::ofstream(victim) << "precious";
  fs::create_symlink(victim, path_of(1));
  EXPECT_FALSE(cache.find(key_number(1)));
  ASSERT_TRUE(cache.keep(key_number(1), sound_));
  EXPECT_FALSE(fs::is_symlink(path_of(1)));
  EXPECT_EQ(fs::file_size(victim), 8u);
}

TEST_F(Cache, RemovesWhatKilledTrainingsLeftHalfWrittenAndNothingElse) {
  open();
  const pid_t gone = ::fork();
  if (gone == 0) ::_exit(0);
  ::waitpid(gone, nullptr, 0);
  const auto unfinished = [&](pid_t process) {
    return path_of(1).string() + ".new-" + std::to_string(process) + "-0";
  };
  std::ofstream(unfinished(gone)) << "half";
  std::ofstream(unfinished(::getpid())) << "half";
  open();
  EXPECT_FALSE(fs::exists(unfinished(gone)));
  EXPECT_TRUE(fs::exists(unfinished(::getpid()))) << "it is being written";
}

TEST(DefaultCacheFolder, FollowsTheXdgSpecification) {
  const EnvironmentVariable home("HOME", "/home/anna");
  {
    const EnvironmentVariable xdg("XDG_CACHE_HOME", "/fast");
    EXPECT_EQ(default_cache_folder(), "/fast/aeolian");
  }
  const EnvironmentVariable xdg("XDG_CACHE_HOME", "relative");
  EXPECT_EQ(default_cache_folder(), "/home/anna/.cache/aeolian");
  const EnvironmentVariable homeless("HOME", std::nullopt);
  EXPECT_EQ(default_cache_folder(), std::nullopt);
}

}  // namespace
}  // namespace aeolian::trainer
