// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/service/notify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/service/notify_socket.h"

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Notify::Clock::time_point start{1h};

std::string playing() {
  return "playing";
}

TEST(Notify, DoesNothingWhereNobodyListens) {
  unsetenv("NOTIFY_SOCKET");
  Notify notify;
  notify.look(
      1,
      [] {
        ADD_FAILURE() << "who should read the status?";
        return std::string();
      },
      start);
  notify.stopping();
}

TEST(Notify, IsReadyWithTheFirstStepNotBefore) {
  const NotifySocket manager(0s);
  Notify notify;
  notify.look(0, playing, start);
  EXPECT_THAT(manager.receive(), IsEmpty());
  notify.look(1, playing, start);
  EXPECT_THAT(manager.receive(), ElementsAre("READY=1", "STATUS=playing"));
  notify.look(2, playing, start + 1h);
  EXPECT_THAT(manager.receive(), IsEmpty()) << "only once, and no watchdog message unless requested";
}

TEST(Notify, TellsAStatusThatChangedOnceASecond) {
  const NotifySocket manager(0s);
  Notify notify;
  int underruns = 0;
  const auto status = [&] { return std::to_string(underruns++); };
  notify.look(1, status, start);
  manager.receive();
  notify.look(2, status, start + 999ms);
  EXPECT_THAT(manager.receive(), IsEmpty());
  notify.look(3, status, start + 1s);
  EXPECT_THAT(manager.receive(), ElementsAre("STATUS=1"));
}

TEST(Notify, ANameWithALineBreakIsNoAssignmentOfItsOwn) {
  const NotifySocket manager(0s);
  Notify notify;
  notify.look(
      1, [] { return std::string("playing sea\nMAINPID=1"); }, start);
  EXPECT_THAT(manager.receive(), ElementsAre("READY=1", "STATUS=playing sea\\nMAINPID=1"));
}

TEST(Notify, FeedsTheWatchdogOnlyWhileStepsAreMade) {
  const NotifySocket manager(8s);
  Notify notify;
  notify.look(1, playing, start);
  manager.receive();  // ready
  EXPECT_THAT(manager.receive(), ElementsAre("WATCHDOG=1"));
  notify.look(5, playing, start + 1999ms);
  EXPECT_THAT(manager.receive(), IsEmpty()) << "four times a period are enough";
  notify.look(5, playing, start + 2s);
  EXPECT_THAT(manager.receive(), ElementsAre("WATCHDOG=1"));
  for (auto time = 4s; time < 60s; time += 1s) {
    notify.look(5, playing, start + time);
    EXPECT_THAT(manager.receive(), IsEmpty()) << "the generator stands still";
  }
  notify.look(6, playing, start + 60s);
  EXPECT_THAT(manager.receive(), ElementsAre("WATCHDOG=1"));
}

TEST(Notify, ReloadingEndsWithReadyAgainUnderTheStatusBefore) {
  const NotifySocket manager(0s);
  Notify notify;
  notify.look(1, playing, start);
  manager.receive();
  notify.reloading();
  const auto reloading = manager.receive();
  ASSERT_THAT(reloading, testing::SizeIs(3));
  EXPECT_EQ(reloading[0], "RELOADING=1");
  EXPECT_THAT(reloading[1], testing::MatchesRegex("MONOTONIC_USEC=[0-9]+"));
  notify.reloaded();
  EXPECT_THAT(manager.receive(), ElementsAre("READY=1", "STATUS=playing"));
}

TEST(Notify, TellsThatItStops) {
  const NotifySocket manager(0s);
  Notify().stopping();
  EXPECT_THAT(manager.receive(), ElementsAre("STOPPING=1", "STATUS=fading out"));
}

TEST(StatusLine, NamesStateModelDeviceAndWhatWentWrong) {
  EXPECT_EQ(status_line({.state = "playing", .underruns = 3, .model = "sea", .device = "ALSA: default"}, 2),
            "playing: sea to ALSA: default; 3 underruns, 2 guard actions");
}

}  // namespace
}  // namespace aeolian::daemon
