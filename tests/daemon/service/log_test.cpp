// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/service/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/environment_variable.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/** The log of a program whose stderr is a file that JOURNAL_STREAM names or does not name. */
std::string log_of(void (*program)(), bool is_journal) {
  const ScratchFolder folder;
  const std::string path = folder / "stderr";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct stat status {};
  fstat(file, &status);
  const pid_t child = fork();
  if (child == 0) {
    const auto inode = status.st_ino + (is_journal ? 0 : 1);
    setenv("JOURNAL_STREAM", fmt::format("{}:{}", status.st_dev, inode).c_str(), 1);
    dup2(file, STDERR_FILENO);
    open_log();
    program();
    _exit(0);
  }
  close(file);
  waitpid(child, nullptr, 0);
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/** The log of one error on a terminal. */
std::string log_on_a_terminal() {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    open_log();
    spdlog::error("the sound is lost");
    _exit(0);
  }
  std::string text;
  char part[256];
  for (ssize_t size = 0; (size = read(terminal, part, sizeof part)) > 0;)
    text.append(part, static_cast<std::size_t>(size));
  close(terminal);
  waitpid(child, nullptr, 0);
  return text;
}

TEST(Log, IsColouredOnATerminalUnlessNoColourIsWanted) {
  const EnvironmentVariable journal("JOURNAL_STREAM", std::nullopt);
  const EnvironmentVariable kind("TERM", "xterm");
  {
    const EnvironmentVariable unset("NO_COLOR", std::nullopt);
    EXPECT_THAT(log_on_a_terminal(), AllOf(HasSubstr("the sound is lost"), HasSubstr("\033[")));
  }
  const EnvironmentVariable set("NO_COLOR", "1");
  EXPECT_THAT(log_on_a_terminal(), AllOf(HasSubstr("the sound is lost"), Not(HasSubstr("\033["))));
}

TEST(Log, GivesTheJournalALevelWithEachLineAndLeavesItTheTime) {
  const std::string log = log_of(
      [] {
        spdlog::set_level(spdlog::level::debug);
        spdlog::debug("detail");
        spdlog::info("playing");
        spdlog::warn("lost");
        spdlog::error("failed");
      },
      /*is_journal=*/true);
  EXPECT_EQ(log, "<7>detail\n<6>playing\n<4>lost\n<3>failed\n");
}

TEST(Log, ANameFromOutsideForgesNoLineAndMovesNoTerminal) {
  for (const bool is_journal : {true, false}) {
    const std::string log =
        log_of([] { spdlog::warn("there is no '{}'", "sea\n<3>forged\x1b[2J\xe2\x80\xae"); }, is_journal);
    EXPECT_THAT(log, HasSubstr("there is no 'sea\\n<3>forged\\x1b[2J\\u202e'\n"));
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1);
  }
}

TEST(Log, ANameFromOutsideFillsNoLine) {
  const std::string log =
      log_of([] { spdlog::warn("no sound is called {}; see the list", std::string(4096, 'a')); },
             /*is_journal=*/true);
  EXPECT_LE(log.size(), 1010u);
  EXPECT_THAT(log, HasSubstr("; see the list\n"));
}

TEST(Log, BearsTimeAndLevelWhereTheJournalIsSomebodyElses) {
  const std::string log = log_of([] { spdlog::warn("lost"); }, /*is_journal=*/false);
  EXPECT_THAT(log, HasSubstr("[warning] lost\n"));
  EXPECT_THAT(log, testing::StartsWith("[20"));
}

TEST(Log, IsNotFlooded) {
  const std::string log = log_of(
      [] {
        for (int i = 0; i < 100'000; ++i) spdlog::warn("packet {} is malformed", i);
      },
      /*is_journal=*/true);
  EXPECT_THAT(log, HasSubstr("packet 19 is"));
  EXPECT_THAT(log, Not(HasSubstr("packet 20 is")));
}

}  // namespace
}  // namespace aeolian::daemon
