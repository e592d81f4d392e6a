// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/output_watch.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

using namespace std::chrono_literals;

class OutputWatchTest : public testing::Test {
 protected:
  /** This many seconds with a gap in each. */
  void crackle(int seconds) {
    for (int second = 0; second < seconds; ++second) {
      ++counters_.gaps;
      watch_.look(counters_, now_ += 1s);
    }
  }
  void rest(int seconds) {
    for (int second = 0; second < seconds; ++second) watch_.look(counters_, now_ += 1s);
  }

  StreamCounters counters_;
  OutputWatch watch_;
  OutputWatch::Clock::time_point now_{1h};
};

TEST_F(OutputWatchTest, BearsAGapNowAndThen) {
  for (int time = 0; time < 20; ++time) {
    crackle(1);
    rest(9);
    EXPECT_FALSE(watch_.is_breaking_up());
  }
}

TEST_F(OutputWatchTest, IsNotHealthyWhenGapsGoOnForMoreThanTenSeconds) {
  crackle(10);
  EXPECT_FALSE(watch_.is_breaking_up());
  crackle(3);
  EXPECT_TRUE(watch_.is_breaking_up());
  rest(8);
  EXPECT_FALSE(watch_.is_breaking_up()) << "it is over";
}

TEST_F(OutputWatchTest, StallsCountAsGapsDo) {
  for (int second = 0; second < 13; ++second) {
    ++counters_.stalls;
    watch_.look(counters_, now_ += 1s);
  }
  EXPECT_TRUE(watch_.is_breaking_up());
}

TEST_F(OutputWatchTest, WhatTheDeviceReportsIsKeptApart) {
  for (int second = 0; second < 30; ++second) {
    ++counters_.xruns;
    watch_.look(counters_, now_ += 1s);
  }
  EXPECT_FALSE(watch_.is_breaking_up());
}

}  // namespace
}  // namespace aeolian
