// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/session_log.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/files_end_at.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

LoggedEvent gain_at(std::uint64_t step) {
  LoggedEvent logged{.step = step, .event = {}};
  logged.event.parameter = ParameterId::gain;
  logged.event.number = -6.f;
  return logged;
}

TEST(SessionLog, GoesOnWhereTheDiskIsFullAndEndsWithItsLastWholeLine) {
  const ScratchFolder folder;
  auto writer = ControlLogWriter::create(folder / "log");
  ASSERT_TRUE(writer) << writer.error().message;
  SessionLog log;
  log.open(std::move(writer));
  constexpr std::uint64_t events = 100;
  {
    const FilesEndAt full(1000);
    for (std::uint64_t step = 0; step < events; ++step) {
      log.write(gain_at(step));
    }
  }
  log.write(gain_at(events));  // there is room again, but the lines in between are lost

  const auto read = read_control_log(folder / "log");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_GT(read->events.size(), 5u);
  EXPECT_EQ(read->events.size() + log.missed(), events + 1);
  for (std::uint64_t step = 0; step < read->events.size(); ++step) {
    EXPECT_EQ(read->events[step].step, step) << "no hole";
  }
}

TEST(SessionLog, ThatCannotBeCreatedMissesAll) {
  const ScratchFolder folder;
  SessionLog log;
  log.open(ControlLogWriter::create(folder / "no such folder/log"));
  EXPECT_TRUE(log.has_failed());
  EXPECT_EQ(log.missed(), 0u);
  log.write(gain_at(1));
  log.write(SourceSwitch{.step = 2, .model = "a"});
  EXPECT_EQ(log.missed(), 2u);
}

TEST(SessionLog, EndsWhereLinesWereLostOnTheWay) {
  const ScratchFolder folder;
  SessionLog log;
  log.open(ControlLogWriter::create(folder / "log"));
  log.write(gain_at(1));
  log.end("too fast", 3);
  log.write(gain_at(3));
  EXPECT_TRUE(log.has_failed());
  EXPECT_EQ(log.missed(), 1u);
  EXPECT_EQ(read_control_log(folder / "log")->events.size(), 1u);
}

TEST(SessionLog, WithoutAFileMissesNothing) {
  SessionLog log;
  log.write(gain_at(1));
  log.write(SourceSwitch{.step = 2, .model = "a"});
  EXPECT_EQ(log.missed(), 0u);
  EXPECT_FALSE(log.has_failed());
}

}  // namespace
}  // namespace aeolian::daemon
