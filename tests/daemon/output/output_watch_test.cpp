// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/output_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class OutputWatchTest : public testing::Test {
 protected:
  /** Lets `seconds` seconds pass, with a gap in each. */
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

// Once the output through PulseAudio's and PipeWire's plugins crackled, and the log did not mention it.
TEST_F(OutputWatchTest, WarnsOfAllThatBrokeUpInTenSecondsAtOnce) {
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  counters_.gap_time = 20'000'000;  // ns
  crackle(1);
  EXPECT_THAT(log.str(), HasSubstr("the output breaks up: 1 gaps (20 ms) and 0 late blocks"));
  log.str("");
  counters_.stalls = 2;
  crackle(9);
  EXPECT_EQ(log.str(), "") << "one line in ten seconds";
  crackle(1);
  EXPECT_THAT(log.str(), HasSubstr("10 gaps (0 ms) and 2 late blocks"));
  rest(6);
  EXPECT_THAT(log.str(), HasSubstr("plays without gaps again"));
  spdlog::set_default_logger(before);
}

}  // namespace
}  // namespace aeolian::daemon
