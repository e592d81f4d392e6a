// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/retried.h"

#include <gtest/gtest.h>

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;

TEST(Retried, IsTriedAgainAfterPausesThatGrowUntilItWorks) {
  int tries = 0;
  bool works = false;
  Retried opening({.name = "a door", .metric = "", .help = "", .open = [&]() -> ErrorOr<void> {
                     ++tries;
                     return works ? ErrorOr<void>() : fail("taken");
                   }});
  const Retried::Clock::time_point begin{1h};
  for (auto now = begin; now < begin + 60s; now += 20ms) opening.poll(now);
  EXPECT_EQ(tries, 15) << "at 0, 0.5, 1.5, 3.5, 7.5 s, and then every 5";
  EXPECT_FALSE(opening.is_open());
  works = true;
  opening.poll(begin + 66s);
  EXPECT_TRUE(opening.is_open());
  opening.poll(begin + 99s);
  EXPECT_EQ(tries, 16) << "and no more, once it is open";
}

TEST(Retried, WhatIsLostIsOpenedAgain) {
  int tries = 0;
  bool lost = false;
  Retried watch({.name = "a watch",
                 .metric = "",
                 .help = "",
                 .open = [&]() -> ErrorOr<void> {
                   ++tries;
                   lost = false;
                   return {};
                 },
                 .is_lost = [&] { return lost; }});
  watch.poll();
  lost = true;
  watch.poll();
  EXPECT_EQ(tries, 2);
  EXPECT_TRUE(watch.is_open());
}

}  // namespace
}  // namespace aeolian::daemon
