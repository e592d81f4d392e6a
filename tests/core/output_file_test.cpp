// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>

#include "core/atomic_file.h"
#include "tests/core/note.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class OutputFile : public testing::Test {
 protected:
  fs::path with(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  std::string text_of(const fs::path& file) const {
    return read_whole_file(file, 100).value_or("unreadable");
  }

  /** The error of both ways of writing `file`, which must be the same. */
  std::string refusal_of(const fs::path& file) const {
    const auto opened = open_output(file, note);
    const auto written = write_whole_file(file, note, "note: new");
    if (opened || written) return "it was written";
    EXPECT_EQ(opened.error().message, written.error().message);
    return opened.error().message;
  }

  ScratchFolder folder_;
};

TEST_F(OutputFile, IsNewOrReplacesOneOfItsKind) {
  for (const fs::path& file : {folder_ / "new", with("empty", ""), with("old", "note: a long one")}) {
    const auto opened = open_output(file, note);
    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_EQ(::write(**opened, "note: x", 7), 7);
    EXPECT_EQ(text_of(file), "note: x");
    ASSERT_TRUE(write_whole_file(file, note, "note: y"));
    EXPECT_EQ(text_of(file), "note: y");
  }
}

TEST_F(OutputFile, IsContinuedAtItsEnd) {
  for (const fs::path& file : {folder_ / "new", with("old", "note: ")}) {
    const std::string before = fs::exists(file) ? text_of(file) : "";
    const auto opened = open_output_at_its_end(file, note);
    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_EQ(::write(**opened, "more", 4), 4);
    EXPECT_EQ(text_of(file), before + "more");
  }
  EXPECT_FALSE(open_output_at_its_end(with("thesis.txt", "years of work"), note));
}

TEST_F(OutputFile, WhatAnotherProgramWroteStaysAsItIs) {
  const auto file = with("thesis.txt", "years of work");
  EXPECT_THAT(refusal_of(file),
              AllOf(HasSubstr(file.string()), HasSubstr("is not a note"), HasSubstr("name another file")));
  EXPECT_EQ(text_of(file), "years of work");
}

TEST_F(OutputFile, ALinkToAFileIsFollowedAndStays) {
  with("real", "note: old");
  fs::create_symlink("real", folder_ / "link");
  ASSERT_TRUE(write_whole_file(folder_ / "link", note, "note: new"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(text_of(folder_ / "real"), "note: new");
}

TEST_F(OutputFile, ALinkToNothingMakesNoFileElsewhere) {
  fs::create_symlink(folder_ / "elsewhere", folder_ / "link");
  EXPECT_THAT(refusal_of(folder_ / "link"), HasSubstr("it is a link to"));
  EXPECT_FALSE(open_new_output(folder_ / "link"));
  EXPECT_FALSE(fs::exists(folder_ / "elsewhere"));
}

TEST_F(OutputFile, FoldersAndFifosAreRefusedWithoutWaiting) {
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(refusal_of(folder_ / "fifo"), HasSubstr("it is a FIFO; name a file"));
  EXPECT_THAT(refusal_of(folder_.path()), HasSubstr("it is a folder; name a file"));
  EXPECT_THAT(refusal_of(folder_.path() / ""), HasSubstr("it is a folder; name a file"));
  EXPECT_TRUE(fs::is_fifo(folder_ / "fifo"));
}

TEST_F(OutputFile, ADeviceIsNeverReplacedByAFile) {
  const auto device = folder_ / "null";
  if (mknod(device.c_str(), S_IFCHR | 0666, makedev(1, 3)) != 0) GTEST_SKIP() << "making a device needs root";
  EXPECT_THAT(refusal_of(device), HasSubstr("it is a device; name a file"));
  EXPECT_TRUE(fs::is_character_file(device));
}

TEST_F(OutputFile, ANewOneTakesNoNameThatIsTaken) {
  with("old", "note: old");
  EXPECT_THAT(open_new_output(folder_ / "old").error().message, HasSubstr("File exists"));
  EXPECT_TRUE(open_new_output(folder_ / "new"));
}

}  // namespace
}  // namespace aeolian
