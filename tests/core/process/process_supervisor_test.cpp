// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/process_supervisor.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/comes_true.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Clock = ProcessSupervisor::Clock;

/** Supervises a shell script in place of a program. */
class ProcessSupervisorTest : public testing::Test {
 protected:
  void supervise(const std::string& script, ProcessSupervisor::Options options = {}) {
    options.name = "aeolian-test";
    options.start = [this, script] {
      starts_.push_back(Clock::now());
      return Subprocess::start(program_, {"-c", script}, *nowhere_);
    };
    options.read_line = [this](const std::string& line) {
      if (std::exchange(lacks_memory_, false)) throw std::bad_alloc();
      lines_.push_back(line);
    };
    if (options.longest_pause == 0ms) options.longest_pause = 300ms;
    if (options.patience_to_begin == 0ms) options.patience_to_begin = 60s;
    if (options.stable_after == 0ms) options.stable_after = 60s;
    if (options.patience_to_leave == 0ms) options.patience_to_leave = 5s;
    supervisor_.emplace(std::move(options));
  }
  /** Polls until the program has ended this many times. */
  bool ends(std::size_t count) {
    return polls_until([&] { return ends_.size() >= count; });
  }
  template <class Condition>
  bool polls_until(const Condition& condition) {
    return comes_true([&] {
      if (const auto ended = supervisor_->poll()) ends_.push_back(*ended);
      return condition();
    });
  }
  bool says(const std::string& line) {
    return polls_until([&] { return std::ranges::count(lines_, line) > 0; });
  }
  Clock::duration pause_before(std::size_t start) const { return starts_[start] - starts_[start - 1]; }

  std::string program_ = "/bin/sh";
  const FileDescriptor nowhere_{open("/dev/null", O_RDWR | O_CLOEXEC)};
  std::optional<ProcessSupervisor> supervisor_;
  std::vector<Clock::time_point> starts_;
  std::vector<ProcessSupervisor::Ended> ends_;
  std::vector<std::string> lines_;
  bool lacks_memory_ = false;  ///< for the next line
};

TEST_F(ProcessSupervisorTest, TellsHowItEndedAndAllThatItSaidBefore) {
  supervise("echo one >&2; echo two >&2; exit 4");
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(ends_[0].exit_code, 4);
  EXPECT_EQ(ends_[0].why, "aeolian-test ended with 4");
  EXPECT_THAT(lines_, ElementsAre("one", "two"));
  supervise("kill -SEGV $$");
  ASSERT_TRUE(ends(2));
  EXPECT_EQ(ends_[1].why, "aeolian-test was ended by signal 11 (Segmentation fault)");
}

TEST_F(ProcessSupervisorTest, AnEndForWhichThereIsNoMemoryIsToldAtTheNextPoll) {
  lacks_memory_ = true;
  supervise("echo one >&2; exit 4");
  EXPECT_THROW(ends(1), std::bad_alloc);
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(ends_[0].exit_code, 4);
  EXPECT_EQ(starts_.size(), 1u);
}

TEST_F(ProcessSupervisorTest, StartsAgainWithPausesThatDoubleUpToTheLongest) {
  supervise("exit 1", {.first_pause = 0ms, .longest_pause = 600ms});
  ASSERT_TRUE(ends(5));
  EXPECT_GE(pause_before(2), 250ms);
  EXPECT_GE(pause_before(3), 500ms);
  EXPECT_GE(pause_before(4), 600ms);
  EXPECT_LE(supervisor_->next_poll(), Clock::now() + 600ms) << "the pause is not doubled again";
}

TEST_F(ProcessSupervisorTest, TheFirstPauseIsTheOneThatWasAskedFor) {
  supervise("exit 1", {.first_pause = 120ms, .longest_pause = 120ms});
  ASSERT_TRUE(ends(2));
  EXPECT_GE(pause_before(1), 120ms);
}

TEST_F(ProcessSupervisorTest, OneThatCannotBeStartedIsTriedAgainAfterTheSamePauses) {
  program_ = "/does/not/exist";
  supervise("", {.first_pause = 100ms, .longest_pause = 100ms});
  ASSERT_TRUE(ends(3));
  EXPECT_EQ(ends_[0].exit_code, std::nullopt);
  EXPECT_EQ(ends_[0].why, "/does/not/exist cannot be started: No such file or directory");
  EXPECT_GE(pause_before(1), 100ms);
  EXPECT_GE(pause_before(2), 100ms);
  program_ = "/bin/sh";
  EXPECT_TRUE(polls_until([this] { return ends_.size() >= 4 && ends_.back().exit_code == 0; }));
}

TEST_F(ProcessSupervisorTest, KillsOneThatGivesNoFirstSignOfLife) {
  supervise("trap '' TERM; while :; do sleep 1; done", {.patience_to_begin = 100ms});
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(ends_[0].why, "aeolian-test does not answer");
  EXPECT_EQ(ends_[0].exit_code, 128 + SIGKILL);
  EXPECT_GE(ends_[0].lived, 100ms);
}

TEST_F(ProcessSupervisorTest, OneThatNeedsLongerToBeginIsGivenLongerUpToFourTimes) {
  supervise("exec sleep 60", {.first_pause = 0ms, .longest_pause = 1ms, .patience_to_begin = 100ms});
  ASSERT_TRUE(ends(4));
  EXPECT_GE(ends_[1].lived, 200ms);
  EXPECT_GE(ends_[2].lived, 400ms);
  ASSERT_TRUE(polls_until([this] { return starts_.size() == 5; }));
  EXPECT_LE(supervisor_->next_poll(), Clock::now() + 400ms) << "the pause is not doubled again";
}

TEST_F(ProcessSupervisorTest, OneThatEndsByItselfCanHaveToldWhyAndNoOther) {
  supervise("exit 4");
  ASSERT_TRUE(ends(1));
  EXPECT_TRUE(ends_[0].told_why());
  supervise("kill -SEGV $$");
  ASSERT_TRUE(ends(2));
  EXPECT_FALSE(ends_[1].told_why());
  supervise("exec sleep 60", {.patience_to_begin = 50ms});
  ASSERT_TRUE(ends(3));
  EXPECT_FALSE(ends_[2].told_why());
}

TEST_F(ProcessSupervisorTest, KillsOneWhoseSignsOfLifeStopAndNoneThatGivesThem) {
  supervise("echo begun >&2; exec sleep 60");
  ASSERT_TRUE(says("begun"));
  const auto until = Clock::now() + 700ms;
  EXPECT_TRUE(polls_until([&] {
    supervisor_->alive(500ms);
    return Clock::now() > until;
  }));
  EXPECT_TRUE(ends_.empty());
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(ends_[0].why, "aeolian-test does not answer");
}

TEST_F(ProcessSupervisorTest, ASignOfLifeDoesNotSaveOneThatIsKilledForAFault) {
  supervise("echo begun >&2; exec sleep 60");
  ASSERT_TRUE(says("begun"));
  supervisor_->kill("wrote nonsense");
  supervisor_->kill("wrote more nonsense");
  supervisor_->alive(60s);
  EXPECT_LT(supervisor_->next_poll(), Clock::now() + 10s);
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(ends_[0].why, "aeolian-test wrote nonsense");
}

TEST_F(ProcessSupervisorTest, AfterAStableLifeThePausesAndTheNewsBeginAnew) {
  supervise("exec sleep 0.3", {.first_pause = 20ms, .longest_pause = 10s, .stable_after = 50ms});
  ASSERT_TRUE(ends(2)) << "no sign of life, so not stable";
  EXPECT_TRUE(supervisor_->is_news());
  EXPECT_FALSE(supervisor_->is_news());
  const auto lived = [this](std::size_t count) {
    return polls_until([&, this] {
      supervisor_->alive(60s);
      return ends_.size() >= count;
    });
  };
  ASSERT_TRUE(lived(3));
  EXPECT_TRUE(supervisor_->is_news());
  EXPECT_LT(supervisor_->next_poll(), Clock::now() + 200ms) << "the first pause, not the fourth";
}

TEST_F(ProcessSupervisorTest, AnEndThatIsExcusedIsFollowedByTheFirstPause) {
  supervise("exit 0", {.first_pause = 10ms, .longest_pause = 10s});
  for (std::size_t i = 1; i <= 8; ++i) {
    ASSERT_TRUE(ends(i));
    supervisor_->excuse();
  }
  EXPECT_LT(supervisor_->next_poll(), Clock::now() + 200ms)
      << "without it the pauses would sum to 20 s by now";
}

TEST_F(ProcessSupervisorTest, StopsItWithPatienceAndStartsItAgainWhenPolled) {
  supervise("trap 'echo leaving >&2; exit 0' TERM; echo begun >&2; while :; do sleep 0.02; done");
  ASSERT_TRUE(says("begun"));
  supervisor_->stop();
  EXPECT_TRUE(ends_.empty());
  lines_.clear();
  ASSERT_TRUE(says("begun"));
  EXPECT_EQ(starts_.size(), 2u);
}

TEST_F(ProcessSupervisorTest, LeavesNoProcessBehindThatDoesNotListen) {
  supervise("trap '' TERM; echo $$ >&2; while :; do sleep 0.1; done", {.patience_to_leave = 50ms});
  ASSERT_TRUE(polls_until([this] { return !lines_.empty(); }));
  supervisor_.reset();
  EXPECT_EQ(::kill(std::stoi(lines_[0]), 0), -1);
}

}  // namespace
}  // namespace aeolian
