// SPDX-License-Identifier: GPL-3.0-or-later
// Tests moments of a running daemon: kept and loaded by OSC, heard in a recording, and replayed from a
// control log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <thread>

#include "core/audio/sound_file.h"
#include "core/model/checkpoint.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/occurrences.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

/** The time to play after a load: the fade, and until the DC filter has settled. */
constexpr auto settled = 2500ms;

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<float> samples_of(const fs::path& file) {
  auto sound = read_sound(file);
  return sound ? std::move(sound->samples) : std::vector<float>();
}

class MomentInDaemon : public testing::Test {
 protected:
  MomentInDaemon() {
    fs::create_directories(models_);
    for (const std::uint64_t seed : {1, 2})
      EXPECT_TRUE(
          write_checkpoint(model(seed == 1 ? "wind" : "rain"), random_checkpoint(ModelKind::small, seed)));
  }

  fs::path model(const std::string& name) const { return models_ / (name + ".aeolian"); }

  DaemonProcess start(std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {"--checkpoint", model("wind"), "--output", "null", "--osc-port", "0", "--http-port", "0",
                 "--moments", moments_, "--recordings", scratch_.path(), "--max-voices", "3"});
    return DaemonProcess(more);
  }

  /** Renders the control log; returns the file. */
  fs::path replay(const std::string& name) const {
    const fs::path file = scratch_ / name;
    DaemonProcess daemon({"--checkpoint", model("wind"), "--moments", moments_, "--replay-control", log_,
                          "--output", "file:" + file.string(), "--duration", "9"});
    EXPECT_EQ(daemon.wait(60s), 0) << daemon.log();
    return file;
  }

  const ScratchFolder scratch_;
  const fs::path models_ = scratch_ / "models", moments_ = scratch_ / "moments", log_ = scratch_ / "log";
};

/** The first argument of the answer, or the reason why it was refused. */
std::string moment_answer(osc::OscPeer& peer, const std::string& command, const std::string& name) {
  peer.send({"/aeolian" + command, {name}});
  const osc::Message answer = peer.receive();
  const auto* text = answer.arguments.empty() ? nullptr : std::get_if<std::string>(&answer.arguments.back());
  return text ? *text : answer.path;
}

TEST_F(MomentInDaemon, GoesOnFromAMomentAsItDidWhenItWasSavedAndAgainInAReplay) {
  std::vector<float> heard;
  {
    DaemonProcess daemon = start({"--record-control", log_});
    osc::OscPeer peer(daemon.osc_port());
    peer.send({"/aeolian/voices", {2}});
    peer.send({"/aeolian/voice/2/transpose", {4.f, 3.f}});
    peer.send({"/aeolian/encoding", {std::string("thunder"), 3.f}});
    peer.send({"/aeolian/stretch", {1.5f, 3.f}});
    ASSERT_EQ(moment_answer(peer, "/record/start", "heard.wav"), "heard.wav");
    ASSERT_EQ(moment_answer(peer, "/moment/save", "dawn"), "dawn") << daemon.log();
    std::this_thread::sleep_for(settled + 1500ms);
    peer.send({"/aeolian/temperature", {.2f}});
    peer.send({"/aeolian/seed", {9}});
    ASSERT_EQ(moment_answer(peer, "/moment/load", "dawn"), "dawn") << daemon.log();
    std::this_thread::sleep_for(settled);
    EXPECT_EQ(std::get<float>(peer.exchange({"/aeolian/temperature", {}})[0].arguments[0]), 1.f);
    peer.exchange({"/aeolian/record/stop", {}});
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
    heard = samples_of(scratch_ / "heard.wav");
  }
  ASSERT_GT(heard.size(), 50'000u);
  const auto end = std::span<const float>(heard).last(12'000).first(11'000);  // without the fade at the end
  EXPECT_EQ(occurrences(end, heard), 2) << "once after it was saved, once after it was loaded";
  const fs::path again = replay("again.wav");
  EXPECT_EQ(occurrences(end, samples_of(again)), 2);
  EXPECT_EQ(content_of(again), content_of(replay("once_more.wav")));
}

TEST_F(MomentInDaemon, AMomentWaitsForTheBeatUntilSomethingElseIsAskedFor) {
  DaemonProcess daemon = start();
  osc::OscPeer peer(daemon.osc_port());
  ASSERT_EQ(moment_answer(peer, "/moment/save", "dawn"), "dawn") << daemon.log();
  peer.send({"/aeolian/tempo", {20.f}});
  peer.send({"/aeolian/quantum", {64.f}});  // three minutes
  peer.send({"/aeolian/moment/load", {std::string("dawn")}});
  EXPECT_THAT(moment_answer(peer, "/model/load", "rain"), HasSubstr("a newer request has replaced it"));
  EXPECT_EQ(std::get<std::string>(peer.receive().arguments.back()), "rain");
}

TEST_F(MomentInDaemon, RefusesAMomentThatIsDamagedOrOfAnotherModelAndPlaysOn) {
  {
    DaemonProcess daemon = start();
    osc::OscPeer peer(daemon.osc_port());
    ASSERT_EQ(moment_answer(peer, "/moment/save", "dawn"), "dawn") << daemon.log();
  }
  DaemonProcess daemon = start();  // moments outlast the daemon
  osc::OscPeer peer(daemon.osc_port());
  fs::copy_file(moments_ / "dawn.moment", moments_ / "torn.moment");
  fs::resize_file(moments_ / "torn.moment", fs::file_size(moments_ / "dawn.moment") / 2);
  std::ofstream(moments_ / "foreign.moment") << "RIFF";
  EXPECT_THAT(moment_answer(peer, "/moment/load", "torn"), HasSubstr("is damaged"));
  EXPECT_THAT(moment_answer(peer, "/moment/load", "foreign"), HasSubstr("is not a moment"));
  EXPECT_EQ(moment_answer(peer, "/moment/load", "dawn"), "dawn");
  ASSERT_EQ(moment_answer(peer, "/model/load", "rain"), "rain");
  EXPECT_THAT(moment_answer(peer, "/moment/load", "dawn"),
              HasSubstr("another model, wind: load that model first"));
  EXPECT_EQ(std::get<std::string>(peer.exchange({"/aeolian/model/current", {}})[0].arguments[0]), "rain");
}

}  // namespace
}  // namespace aeolian
