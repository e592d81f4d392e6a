// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/duty_cycle.h"

#include <gtest/gtest.h>

namespace aeolian::oscquery {
namespace {

using namespace std::chrono_literals;

const DutyCycle::Clock::time_point start{1h};

TEST(DutyCycleTest, ABurstTakesNoRest) {
  DutyCycle cycle(.2, 500ms);
  EXPECT_EQ(cycle.rest_after(300ms, start), 0s);
  EXPECT_EQ(cycle.rest_after(200ms, start), 0s);
  EXPECT_GT(cycle.rest_after(1ms, start), 0s);
}

TEST(DutyCycleTest, InTheLongRunItWorksForItsShareOfTheTime) {
  DutyCycle cycle(.2, 500ms);
  auto now = start;
  DutyCycle::Seconds worked{};
  while (now < start + 100s) {
    constexpr DutyCycle::Seconds piece = 7ms;
    worked += piece;
    now += std::chrono::duration_cast<DutyCycle::Clock::duration>(piece);
    now += std::chrono::duration_cast<DutyCycle::Clock::duration>(cycle.rest_after(piece, now));
  }
  EXPECT_NEAR(worked / DutyCycle::Seconds(now - start), .2, .01);
}

TEST(DutyCycleTest, WorkBelowItsShareTakesNoRest) {
  DutyCycle cycle(.2, 500ms);
  for (int second = 0; second < 1000; ++second) {
    EXPECT_EQ(cycle.rest_after(190ms, start + std::chrono::seconds(second)), 0s) << second;
  }
}

TEST(DutyCycleTest, APieceOfWorkThatTookLongIsRestedFor) {
  DutyCycle cycle(.2, 500ms);
  EXPECT_NEAR(cycle.rest_after(1500ms, start).count(), 5., 1e-9);
  EXPECT_EQ(cycle.rest_after(0ms, start + 5s), 0s);
}

}  // namespace
}  // namespace aeolian::oscquery
