// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/latency_growth.h"

#include <gtest/gtest.h>

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;

class LatencyGrowthTest : public testing::Test {
 protected:
  std::optional<double> after(std::chrono::milliseconds time) { return growth_.look(faults_, now_ += time); }

  LatencyGrowth::Clock::time_point now_{1h};
  LatencyGrowth growth_{0.04, 0.2, now_};
  DeviceFaults faults_;
};

TEST_F(LatencyGrowthTest, StaysWhereNothingIsWrong) {
  EXPECT_FALSE(after(1min));
  EXPECT_EQ(growth_.latency(), 0.04);
}

TEST_F(LatencyGrowthTest, DoublesAfterAGapUpToTheLongest) {
  after(5s);
  for (const double expected : {0.08, 0.16, 0.2}) {
    ++faults_.gaps;
    const auto longer = after(5s);
    ASSERT_TRUE(longer);
    EXPECT_DOUBLE_EQ(*longer, expected);
    growth_.reopened(now_);
  }
  ++faults_.gaps;
  EXPECT_FALSE(after(5s)) << "the latency is already the longest";
}

TEST_F(LatencyGrowthTest, BearsAStallAndNotThreeOfThem) {
  after(5s);
  ++faults_.stalls;
  EXPECT_FALSE(after(20s));
  ++faults_.stalls;
  EXPECT_FALSE(after(20s)) << "the first is long ago";
  ++faults_.stalls;
  EXPECT_FALSE(after(1s));
  ++faults_.stalls;
  EXPECT_TRUE(after(1s));
}

TEST_F(LatencyGrowthTest, LetsADeviceSettleThatWasJustOpened) {
  ++faults_.gaps;
  EXPECT_FALSE(after(1s));
  EXPECT_FALSE(after(10s)) << "that gap belonged to the opening";
}

}  // namespace
}  // namespace aeolian::daemon
