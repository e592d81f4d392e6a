// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/subprocess.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/comes_true.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const FileDescriptor& nowhere() {
  static const FileDescriptor file(open("/dev/null", O_RDWR | O_CLOEXEC));
  return file;
}

Subprocess shell(const std::string& script, int fd = *nowhere()) {
  return Subprocess::start("/bin/sh", {"-c", script}, fd).value();
}

TEST(Subprocess, TellsItsExitCodeOrTheSignalThatEndedIt) {
  auto done = shell("exit 7");
  EXPECT_TRUE(comes_true([&] { return done.exit_code() == 7; }));
  auto killed = shell("exec sleep 60");  // or an orphan would outlast the test
  EXPECT_EQ(killed.exit_code(), std::nullopt);
  killed.kill();
  EXPECT_TRUE(comes_true([&] { return killed.exit_code() == 128 + SIGKILL; }));
}

TEST(Subprocess, InheritsTheDescriptorAndReadsWhatItSaysLineByLine) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const FileDescriptor to_read(ends[0]), to_write(ends[1]);
  auto process = shell("echo one >&2; echo two >&2; printf three >&2; echo given >&3", *to_write);
  ASSERT_TRUE(comes_true([&] { return process.exit_code() == 0; }));
  EXPECT_THAT(process.lines(), ElementsAre("one", "two"));
  std::array<char, 16> text{};
  EXPECT_EQ(read(*to_read, text.data(), text.size()), 6);
  EXPECT_STREQ(text.data(), "given\n");
}

TEST(Subprocess, KillsOneThatDoesNotListenToSigterm) {
  auto process = shell("trap '' TERM; echo deaf >&2; while :; do sleep 1; done");
  ASSERT_TRUE(comes_true([&] { return !process.lines().empty(); }));
  process.stop(50ms);
  EXPECT_EQ(process.exit_code(), 128 + SIGKILL);
}

TEST(Subprocess, SaysWhyItCannotBeStarted) {
  const auto started = Subprocess::start("/does/not/exist", {}, *nowhere());
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message, "/does/not/exist cannot be started: No such file or directory");
}

TEST(FindProgram, SaysWhereItLookedForOneThatIsMissing) {
  const auto found = find_program("aeolian-nothing", "which does nothing");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message,
              HasSubstr("the program aeolian-nothing, which does nothing, is not beside "));
}

}  // namespace
}  // namespace aeolian
