// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/control/control_log.h"
#include "core/model/checkpoint.h"
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::Each;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/** The whole program with a model that plays silence, and an impatient guard. */
class GuardInDaemon : public testing::Test {
 protected:
  void SetUp() override {
    Checkpoint checkpoint = random_checkpoint(ModelKind::small, 1);
    std::ranges::fill(checkpoint.tensors.at("frames.mean").values, -14.f);
    std::ranges::fill(checkpoint.tensors.at("frames.scale").values, 0.01f);
    ASSERT_TRUE(write_checkpoint(folder_ / "silence.aeolian", checkpoint));
    std::ofstream(folder_ / "guard.toml") << "[guard]\nsilence_s = 1\ncool_down_s = 1\n";
  }

  std::vector<std::string> options(std::vector<std::string> more) const {
    more.insert(more.end(),
                {"--checkpoint", folder_ / "silence.aeolian", "--config", folder_ / "guard.toml"});
    return more;
  }

  /** Plays the shipped model with a guard for which everything is too loud. */
  void render(const std::string& file, const std::string& control, const std::string& log) const {
    std::ofstream(folder_ / "loud.toml") << "[guard]\nloud_db = -60\nloud_s = 1\ncool_down_s = 1\n";
    const std::vector<std::string> options{"--checkpoint", AEOLIAN_SHIPPED_MODEL,
                                           "--config",     folder_ / "loud.toml",
                                           "--output",     "file:" + (folder_ / file).string(),
                                           "--duration",   "6",
                                           control,        folder_ / log};
    DaemonProcess daemon(options);
    ASSERT_EQ(daemon.wait(120s), 0) << daemon.log();
  }

  ScratchFolder folder_;
};

TEST_F(GuardInDaemon, ASilentModelEntersAnewAndThatIsCountedAndLogged) {
  DaemonProcess daemon(options({"--output", "null", "--osc-port", "0", "--http-port", "0", "--record-control",
                                folder_ / "log.jsonl"}));
  const std::uint16_t port = daemon.osc_port();
  ASSERT_NE(port, 0) << daemon.log();
  osc::OscPeer peer(port);
  const auto figure = [&peer](const std::string& name) {
    const auto replies = peer.exchange({"/aeolian/metrics/" + name, {}});
    return replies.empty() || replies[0].arguments.empty() ? -1.f : std::get<float>(replies[0].arguments[0]);
  };
  EXPECT_TRUE(comes_true([&] { return figure("guard_entrances_total") >= 1.f; })) << daemon.log();
  EXPECT_GE(figure("guard_silence_total"), 1.f);
  EXPECT_EQ(figure("guard_loop_total"), 0.f);
  const auto log_has_entrance = [&] {
    const auto log = read_control_log(folder_ / "log.jsonl");
    return log && !log->source_switches.empty() && log->source_switches[0].cause == "silence";
  };
  EXPECT_TRUE(comes_true(log_has_entrance));

  peer.exchange({"/aeolian/guard", {false}});
  EXPECT_EQ(figure("guard_on"), 0.f);
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
}

// A source prepared before the rendering once had other bits than one prepared during it, because only during
// it denormals were off.
TEST_F(GuardInDaemon, WhatItDidInARenderingIsReplayedBitForBit) {
  render("first.wav", "--record-control", "log.jsonl");
  const auto log = read_control_log(folder_ / "log.jsonl");
  ASSERT_TRUE(log) << log.error().message;
  ASSERT_THAT(log->source_switches, Not(IsEmpty()));
  EXPECT_THAT(log->source_switches, Each(Field(&SourceSwitch::cause, "loud"s)));
  render("second.wav", "--replay-control", "log.jsonl");
  EXPECT_EQ(bytes_of(folder_ / "first.wav"), bytes_of(folder_ / "second.wav"));
  render("third.wav", "--record-control", "again.jsonl");
  EXPECT_EQ(bytes_of(folder_ / "first.wav"), bytes_of(folder_ / "third.wav")) << "the same for the same seed";
}

}  // namespace
}  // namespace aeolian
