// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/daemon/service/notify_socket.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr auto patience = 20s;

/** Stops one thread of another process while the others keep running, like a debugger. */
class HeldThread {
 public:
  explicit HeldThread(pid_t thread) : thread_(thread) {
    is_held_ = ptrace(PTRACE_SEIZE, thread, nullptr, nullptr) == 0 &&
               ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr) == 0 &&
               waitpid(thread, nullptr, __WALL) == thread;
  }
  ~HeldThread() { ptrace(PTRACE_DETACH, thread_, nullptr, nullptr); }
  HeldThread(const HeldThread&) = delete;
  HeldThread& operator=(const HeldThread&) = delete;

  bool is_held() const { return is_held_; }

 private:
  pid_t thread_;
  bool is_held_;
};

/** The thread called `name` of a process; -1 = none. */
pid_t find_thread(pid_t process, const std::string& name) {
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    std::string called;
    std::getline(std::ifstream(task.path() / "comm"), called);
    if (called == name) {
      return std::stoi(task.path().filename());
    }
  }
  return -1;
}

/** Receives the notifications of the daemon for systemd, on a socket of the test. */
class ServiceManager : public testing::Test {
 protected:
  static std::vector<std::string> options(const std::string& output) {
    return {"--test-tone", "440", "--output", output, "--osc-port", "0", "--http-port", "0"};
  }

  /** Waits for a line that begins like this; empty = none arrives. */
  std::string hear(const std::string& beginning) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
      for (const std::string& line : socket_.receive(100ms)) {
        if (line.starts_with(beginning)) {
          return line;
        }
      }
    }
    return {};
  }

  const daemon::NotifySocket socket_{400ms};
};

TEST_F(ServiceManager, HearsReadinessStatusSignsOfLifeAndTheEnd) {
  DaemonProcess daemon(options("null"));
  const auto ready = socket_.receive(patience);
  ASSERT_EQ(ready.size(), 2u) << daemon.log();
  EXPECT_EQ(ready[0], "READY=1");
  EXPECT_THAT(ready[1], HasSubstr("playing: test tone of 440 Hz to null"));
  EXPECT_THAT(socket_.receive_for(1s), Contains("WATCHDOG=1").Times(testing::Ge(3)));
  daemon.send(SIGTERM);
  EXPECT_EQ(hear("STOPPING=1"), "STOPPING=1");
  EXPECT_EQ(daemon.wait(5s), 0);
}

TEST_F(ServiceManager, HearsThatItWasStoppedAndPlaysAgain) {
  DaemonProcess daemon(options("null"));
  osc::OscPeer peer(daemon.osc_port());
  const auto state = [&peer]() -> osc::Argument {
    const auto replies = peer.exchange({"/aeolian/status", {}});
    return replies.empty() ? osc::Argument{} : replies[0].arguments.at(0);
  };
  EXPECT_EQ(state(), osc::Argument{std::string("playing")}) << daemon.log();
  peer.send({"/aeolian/stop", {}});
  EXPECT_THAT(hear("STATUS=stopped"), HasSubstr("stopped: test tone of 440 Hz to null")) << daemon.log();
  EXPECT_EQ(state(), osc::Argument{std::string("stopped")});
  EXPECT_EQ(hear("WATCHDOG=1"), "WATCHDOG=1") << "it is alive";
  peer.send({"/aeolian/play", {}});
  EXPECT_THAT(hear("STATUS=playing"), HasSubstr("playing: test tone of 440 Hz to null")) << daemon.log();
}

TEST_F(ServiceManager, HearsSignsOfLifeFromADaemonThatWaitsForItsDevice) {
  DaemonProcess daemon(options("device:a card that nobody has"));
  EXPECT_EQ(hear("READY=1"), "READY=1") << daemon.log();
  EXPECT_THAT(socket_.receive_for(1s), Contains("WATCHDOG=1").Times(testing::Ge(3)));
}

TEST_F(ServiceManager, HearsNoSignOfLifeWhileTheGeneratorStandsStillThoughTheRestRuns) {
  DaemonProcess daemon(options("null"));
  ASSERT_EQ(hear("WATCHDOG=1"), "WATCHDOG=1") << daemon.log();
  {
    const HeldThread generator(find_thread(daemon.pid(), "generator"));
    if (!generator.is_held()) GTEST_SKIP() << "ptrace is not allowed here: a single thread cannot be held";
    socket_.receive_for(200ms);  // from earlier steps
    const auto heard = socket_.receive_for(1500ms);
    EXPECT_THAT(heard, Not(Contains("WATCHDOG=1")));
    EXPECT_THAT(heard, Contains(HasSubstr("STATUS="))) << "the control loop runs: it counts underruns";
  }
  EXPECT_EQ(hear("WATCHDOG=1"), "WATCHDOG=1") << "it continues";
}

}  // namespace
}  // namespace aeolian
