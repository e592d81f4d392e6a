// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/rate_limit.h"

#include <gtest/gtest.h>

namespace aeolian::osc {
namespace {

using namespace std::chrono_literals;

TEST(RateLimit, LetsABurstThroughAndThenHoldsToItsRate) {
  RateLimit limit(3., 2.);
  RateLimit::Clock::time_point now{1h};
  int allowed = 0;
  for (int i = 0; i < 10; ++i) allowed += limit.allows_another(now);
  EXPECT_EQ(allowed, 3);
  EXPECT_FALSE(limit.allows_another(now + 400ms));
  EXPECT_TRUE(limit.allows_another(now + 600ms));
  EXPECT_FALSE(limit.allows_another(now + 600ms));
}

}  // namespace
}  // namespace aeolian::osc
