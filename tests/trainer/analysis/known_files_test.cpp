// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/known_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/scratch_folder.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;

class KnownFilesOnDisk : public ::testing::Test {
 protected:
  /** A file that has not changed for long. */
  static struct stat settled(ino_t inode) {
    struct stat status {};
    status.st_ino = inode;
    status.st_size = 1000;
    return status;
  }

  ScratchFolder folder_;
  fs::path index_ = folder_ / "known-files";
  KnownContent content_{.digest = {7}, .sample_rate = 44100, .seconds = 12.5};
};

TEST_F(KnownFilesOnDisk, AreRecognisedByWhatIdentifiesThem) {
  KnownFiles files(index_);
  EXPECT_FALSE(files.find(settled(1)));
  files.add(settled(1), content_);
  ASSERT_TRUE(files.save());
  const KnownFiles again(index_);
  const auto found = again.find(settled(1));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->digest, content_.digest);
  EXPECT_EQ(found->sample_rate, 44100);
  EXPECT_EQ(found->seconds, 12.5);
  EXPECT_FALSE(again.find(settled(2)));
  auto longer = settled(1);
  longer.st_size = 1001;
  EXPECT_FALSE(again.find(longer));
  auto touched = settled(1);
  touched.st_mtim.tv_nsec = 1;
  EXPECT_FALSE(again.find(touched));
}

TEST_F(KnownFilesOnDisk, ThatJustChangedAreNot) {
  std::ofstream(folder_ / "new.wav") << "x";
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "new.wav").c_str(), &status), 0);
  KnownFiles files(index_);
  files.add(status, content_);
  EXPECT_FALSE(files.find(status)) << "it may change once more within the resolution of the clock";
}

TEST_F(KnownFilesOnDisk, OfTwoTrainingsAtOnceAreAllKept) {
  KnownFiles one(index_), other(index_);
  one.add(settled(1), content_);
  other.add(settled(2), content_);
  ASSERT_TRUE(one.save() && other.save());
  const KnownFiles again(index_);
  EXPECT_TRUE(again.find(settled(1)) && again.find(settled(2)));
}

TEST_F(KnownFilesOnDisk, InADamagedIndexAreForgotten) {
  KnownFiles files(index_);
  files.add(settled(1), content_);
  ASSERT_TRUE(files.save());
  std::fstream(index_, std::ios::in | std::ios::out).seekp(20).put('\xff');
  EXPECT_FALSE(KnownFiles(index_).find(settled(1)));
  fs::resize_file(index_, 30);
  EXPECT_FALSE(KnownFiles(index_).find(settled(1)));
}

}  // namespace
}  // namespace aeolian::trainer
