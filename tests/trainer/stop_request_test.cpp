#include "trainer/stop_request.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace aeolian {
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
}  // namespace aeolian
