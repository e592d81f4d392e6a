// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/atomic_file.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "tests/core/note.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(AtomicFile, LeavesWhatCameToItsPlaceMeanwhileAndKeepsWhatItWrote) {
  const ScratchFolder folder;
  auto file = AtomicFile::create(folder / "a", note);
  ASSERT_TRUE(file && file->write(std::as_bytes(std::span("note: new", 9))));
  std::ofstream(folder / "a") << "of another program";
  const auto committed = file->commit();
  ASSERT_FALSE(committed);
  EXPECT_THAT(committed.error().message,
              HasSubstr("the new content is kept as " + (folder / "a.new-").string()));
  EXPECT_EQ(read_whole_file(folder / "a", 100), "of another program");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 2);
}

TEST(AtomicFile, IsForItsOwnerAloneIfAsked) {
  const ScratchFolder folder;
  auto file = AtomicFile::create(folder / "a", note, 0600);
  ASSERT_TRUE(file && file->write(std::as_bytes(std::span("note: new", 9))) && file->commit());
  EXPECT_EQ(fs::status(folder / "a").permissions(), fs::perms(0600));
}

TEST(AtomicFile, LeavesNothingBehindThatWasNotFinished) {
  const ScratchFolder folder;
  { ASSERT_TRUE(AtomicFile::create(folder / "a", note)); }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace aeolian
