// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/stop_request.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace aeolian::trainer {
namespace {

TEST(StopRequest, IsMadeByCtrlCWithoutEndingTheProcess) {
  StopRequest stop;
  EXPECT_FALSE(stop.requested());
  std::raise(SIGINT);
  EXPECT_TRUE(stop.requested());
}

TEST(StopRequest, StartsAnewEachTime) {
  {
    StopRequest stop;
    std::raise(SIGTERM);
  }
  EXPECT_FALSE(StopRequest().requested());
}

TEST(StopRequest, MadeTwiceEndsAtOnce) {
  EXPECT_EXIT(
      {
        StopRequest stop;
        std::raise(SIGINT);
        std::raise(SIGINT);
        std::exit(0);
      },
      ::testing::ExitedWithCode(128 + SIGINT), "");
}

TEST(StopRequest, IsMadeByAllThatAMachineSendsToALongTask) {
  for (const int signal : {SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGXCPU}) {
    StopRequest stop;
    std::raise(signal);
    EXPECT_TRUE(stop.requested()) << signal;
    EXPECT_FALSE(stop.is_by_hand());
    std::raise(signal);  // a shell and timeout(1) may send it twice
  }
}

TEST(StopRequest, LeavesAHangUpIgnoredThatNohupIgnores) {
  std::signal(SIGHUP, SIG_IGN);
  {
    StopRequest stop;
    std::raise(SIGHUP);
    EXPECT_FALSE(stop.requested());
  }
  std::signal(SIGHUP, SIG_DFL);
}

TEST(StopRequest, MadeWhileThereIsNothingToLoseEndsAtOnceWithAWord) {
  EXPECT_EXIT(
      {
        StopRequest stop;
        stop.end_at_once("nothing was learned yet\n");
        std::raise(SIGHUP);
      },
      ::testing::ExitedWithCode(128 + SIGHUP), "nothing was learned yet");
}

TEST(StopRequest, CanBeMadeAgainAfterItWasAnswered) {
  StopRequest stop;
  std::raise(SIGINT);
  EXPECT_TRUE(stop.is_by_hand());
  stop.rearm();
  EXPECT_FALSE(stop.requested());
  std::raise(SIGINT);
  EXPECT_THROW(stop.check(), Interrupted);
}

TEST(StopRequest, GivesTheSignalsBack) {
  { StopRequest stop; }
  EXPECT_EXIT(
      {
        std::raise(SIGTERM);
        std::exit(0);
      },
      ::testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace aeolian::trainer
