// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/watch_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aeolian::ctl {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

TEST(WatchTable, ShowsTheStatusTheMetersAndEveryValue) {
  WatchTable table(false);
  table.take("/status.reply",
             std::vector<osc::Argument>{"playing"s, .125f, .5f, 48000.f, 48000.f, std::int32_t{3},
                                        std::int32_t{60}, "wind"s, "ALSA"s});
  table.take("/level", std::vector<osc::Argument>{-15.f, -27.f, -15.f, -30.f, -60.f, -70.f});
  table.take("/spectrum", std::vector<osc::Argument>{-60.f, -30.f, 0.f});
  table.take("/gain", std::vector<osc::Argument>{-6.5f});
  table.take("/temperature", std::vector<osc::Argument>{1.f});
  table.take("/gain", std::vector<osc::Argument>{-7.f});
  const auto text = table.drawn(24);
  EXPECT_THAT(text, HasSubstr("playing: wind to ALSA; load 12 %, 3 underruns\x1b[K"));
  EXPECT_THAT(
      text, HasSubstr("\r\nL ████████████████████████▒▒▒▒▒▒▒▒▒▒▒▒············  -15.0 dB, mean  -30.0\x1b[K"));
  EXPECT_THAT(
      text, HasSubstr("\r\nR ················································  -60.0 dB, mean  -70.0\x1b[K"));
  EXPECT_THAT(text, HasSubstr("\r\n ▄█\x1b[K"));
  EXPECT_THAT(text, HasSubstr("/gain         -7\x1b[K\r\n/temperature  1\x1b[K\x1b[J"));
}

TEST(WatchTable, ShowsTheMetersOfFurtherChannels) {
  WatchTable table(false);
  table.take("/level", std::vector<osc::Argument>{0.f, 0.f, 0.f, 0.f, 0.f, 0.f, -15.f, -27.f, -60.f, -70.f});
  EXPECT_THAT(table.drawn(24), HasSubstr("····  -15.0 dB, mean  -27.0\x1b[K\r\n4 ····"));
}

TEST(WatchTable, IsDrawnOverItselfAndNoHigherThanTheTerminal) {
  WatchTable table(false);
  for (int i = 0; i < 30; ++i) table.take("/path/" + std::to_string(i), std::vector<osc::Argument>{1.f});
  EXPECT_THAT(table.drawn(24), Not(HasSubstr("A")));
  EXPECT_THAT(table.drawn(10), HasSubstr("\x1b[23A"));
  EXPECT_THAT(table.drawn(10), HasSubstr("\x1b[9A"));
  EXPECT_THAT(table.drawn(10), Not(HasSubstr("/path/7")));
}

TEST(WatchTable, NoTextOfTheInstrumentsReachesTheTerminalsControls) {
  WatchTable table(false);
  table.take("/encoding", std::vector<osc::Argument>{"\x1b[2J"s});
  table.take("/status.reply", std::vector<osc::Argument>{"\x1b[2J"s});
  EXPECT_THAT(table.drawn(24), Not(HasSubstr("\x1b[2J")));
}

}  // namespace
}  // namespace aeolian::ctl
