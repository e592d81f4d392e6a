// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/training_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class TrainingLockTest : public ::testing::Test {
 protected:
  TrainingLockTest() {
    std::string pattern = (fs::temp_directory_path() / "aeolian-lock-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~TrainingLockTest() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(TrainingLockTest, KeepsASecondTrainingAwayUnderEveryNameOfTheOutput) {
  const auto first = TrainingLock::take(folder_ / "x.aeolian");
  ASSERT_TRUE(first) << first.error().message;
  for (const fs::path& name : {folder_ / "x.aeolian", folder_ / "." / "x.aeolian"}) {
    const auto second = TrainingLock::take(name);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message, HasSubstr("another training writes to it"));
  }
  EXPECT_TRUE(TrainingLock::take(folder_ / "y.aeolian"));
}

TEST_F(TrainingLockTest, LeavesNothingBehind) {
  { const auto lock = TrainingLock::take(folder_ / "x.aeolian"); }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(TrainingLockTest, OfAKilledTrainingIsGone) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = TrainingLock::take(folder_ / "x.aeolian");
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  { EXPECT_TRUE(TrainingLock::take(folder_ / "x.aeolian")); }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(TrainingLockTest, TouchesNoFileOfAnother) {
  std::ofstream(folder_ / "x.aeolian.lock") << "mine";
  { EXPECT_TRUE(TrainingLock::take(folder_ / "x.aeolian")); }
  EXPECT_EQ(fs::file_size(folder_ / "x.aeolian.lock"), 4u);
  fs::create_directory(folder_ / "y.aeolian.lock");
  EXPECT_FALSE(TrainingLock::take(folder_ / "y.aeolian"));
}

}  // namespace
}  // namespace aeolian::trainer
