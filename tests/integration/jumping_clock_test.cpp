// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <regex>
#include <set>
#include <string>

#include "tests/integration/daemon_process.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

/** The hours in the time stamps of a log. */
std::set<std::string> hours(const std::string& log) {
  const std::regex time(R"(\[\d+-\d+-\d+ (\d+):)");
  std::set<std::string> hours;
  for (std::sregex_iterator line(log.begin(), log.end(), time), end; line != end; ++line) {
    hours.insert((*line)[1]);
  }
  return hours;
}

TEST(JumpingClock, DoesNotMoveTheSound) {
  setenv("LD_PRELOAD", AEOLIAN_JUMPING_CLOCK, 1);
  DaemonProcess daemon({"--osc-port", "0", "--http-port", "0", "--test-tone", "440", "--output", "null",
                        "--duration", "4.25"});
  unsetenv("LD_PRELOAD");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(daemon.wait(60s), 0) << daemon.log();
  const std::chrono::duration<double> lived = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(hours(daemon.log()).size(), 2u) << "the clock of its log jumped\n" << daemon.log();
  const double generated = static_cast<double>(daemon.steps()) * 1024 / 44100;
  EXPECT_GE(generated, 4.25) << daemon.log();
  EXPECT_LE(generated, lived.count() + 1.) << "no steps were added for the jumps\n" << daemon.log();
  EXPECT_NE(daemon.log().find(" 0 underruns"), std::string::npos) << daemon.log();
}

}  // namespace
}  // namespace aeolian
