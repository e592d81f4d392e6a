// SPDX-License-Identifier: GPL-3.0-or-later
// Tests a daemon that is ended in every way and restarted, with configuration changes in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "core/model/checkpoint.h"
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/free_port.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;

std::string text_of_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class Restart : public testing::Test {
 protected:
  Restart() {
    for (const std::uint64_t seed : {1, 2}) {
      EXPECT_TRUE(
          write_checkpoint(model(seed == 1 ? "wind" : "rain"), random_checkpoint(ModelKind::small, seed)));
    }
    configure("");
  }

  fs::path model(const std::string& name) const { return scratch_ / (name + ".aeolian"); }

  /** Writes the configuration, with `parameters` in [parameters]. */
  void configure(const std::string& parameters, const std::string& checkpoint = "wind") {
    std::ofstream(config_) << "[model]\ncheckpoint = \"" << checkpoint << ".aeolian\"\n"
                           << "[output]\noutput = \"null\"\n[control]\nosc_port = 0\nhttp_port = 0\n"
                           << "[state]\nstate_file = \"state.json\"\n[parameters]\n"
                           << parameters;
  }

  DaemonProcess start(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--config", config_});
    return DaemonProcess(more);
  }

  static float number(const DaemonProcess& daemon, const std::string& path) {
    osc::OscPeer peer(daemon.osc_port());
    for (const auto& message : peer.exchange({"/aeolian" + path, {}})) {
      if (message.path == "/aeolian" + path) return std::get<float>(message.arguments.at(0));
    }
    return NAN;
  }

  bool is_on_disk(const std::string& text) const {
    return comes_true([&] { return text_of_file(state_).find(text) != std::string::npos; });
  }

  ScratchFolder scratch_;
  const fs::path config_ = scratch_ / "aeoliand.toml";
  const fs::path state_ = scratch_ / "state.json";
};

TEST_F(Restart, AfterSigtermItGoesOnAsItWasAndHadLeftWithinTwoSeconds) {
  {
    auto daemon = start();
    osc::OscPeer peer(daemon.osc_port());
    peer.send({"/aeolian/temperature", {0.75f}});
    peer.send({"/aeolian/gain", {-7.f}});
    peer.exchange({"/aeolian/ping", {}});
    const auto begin = steady_clock::now();
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(10s), 0);
    EXPECT_LT(steady_clock::now() - begin, 2s);
  }
  const auto daemon = start();
  EXPECT_EQ(number(daemon, "/temperature"), 0.75f);
  EXPECT_EQ(number(daemon, "/gain"), -7.f);
  EXPECT_THAT(daemon.log(), HasSubstr("resuming from"));
}

TEST_F(Restart, FiguresThatAreAskedForWhileItEndsDoNoHarm) {
  for (int i = 0; i < 8; ++i) {
    auto daemon = start({"--http-port", std::to_string(free_port())});
    std::deque<osc::OscPeer> peers;
    while (peers.size() < 40) peers.emplace_back(daemon.osc_port());
    daemon.send(SIGTERM);
    std::optional<int> ended;
    while (!ended) {
      for (const auto& peer : peers) peer.send({"/aeolian/metrics/uptime_seconds", {}});
      ended = daemon.wait(0s);
    }
    EXPECT_EQ(*ended, 0);
  }
}

TEST_F(Restart, VoicesThatKeysHadMutedAreHeardAgain) {
  for (const auto* mode : {"voices", "encodings"}) {
    {
      auto daemon = start({"--midi-mode", mode});
      osc::OscPeer peer(daemon.osc_port());
      peer.send({"/aeolian/voice/1/mute", {1}});
      peer.send({"/aeolian/voice/1/pan", {-0.5f}});
      peer.exchange({"/aeolian/ping", {}});
      daemon.send(SIGTERM);
      EXPECT_EQ(daemon.wait(10s), 0);
    }
    const auto daemon = start();
    const bool was_muted_by_hand = std::string_view(mode) == "encodings";
    osc::OscPeer peer(daemon.osc_port());
    EXPECT_THAT(
        peer.exchange({"/aeolian/voice/1/mute", {}}),
        testing::Contains(testing::Field(&osc::Message::arguments,
                                         testing::ElementsAre(osc::Argument{was_muted_by_hand ? 1 : 0}))))
        << mode;
    EXPECT_EQ(number(daemon, "/voice/1/pan"), -0.5f);
  }
}

TEST_F(Restart, AfterSigkillItGoesOnAsItWasASecondBefore) {
  {
    auto daemon = start();
    osc::OscPeer(daemon.osc_port()).send({"/aeolian/temperature", {0.625f}});
    ASSERT_TRUE(is_on_disk("0.625"));
    daemon.send(SIGKILL);
    EXPECT_EQ(daemon.wait(5s), 128 + SIGKILL);
  }
  EXPECT_EQ(number(start(), "/temperature"), 0.625f);
}

TEST_F(Restart, TheModelThatWasLoadedPlaysAgainUnlessItIsGone) {
  {
    auto daemon = start();
    osc::OscPeer peer(daemon.osc_port());
    peer.send({"/aeolian/model/load", {std::string("rain")}});
    ASSERT_TRUE(is_on_disk("rain.aeolian"));
    daemon.send(SIGTERM);
    daemon.wait(5s);
  }
  {
    auto daemon = start();
    EXPECT_TRUE(comes_true([&] { return daemon.log().find("playing rain") != std::string::npos; }));
    daemon.send(SIGTERM);
    daemon.wait(5s);
  }
  fs::remove(model("rain"));
  const auto daemon = start();
  EXPECT_TRUE(comes_true([&] { return daemon.log().find("playing wind") != std::string::npos; }));
  EXPECT_THAT(daemon.log(), HasSubstr("the model of the last run cannot be played"));
}

TEST_F(Restart, InAnotherFolderItFindsTheModelsAgain) {
  const fs::path here = fs::current_path();
  fs::current_path(scratch_.path());
  {
    auto daemon = start({"--models", "."});
    osc::OscPeer peer(daemon.osc_port());
    peer.send({"/aeolian/model/load", {std::string("rain")}});
    ASSERT_EQ(peer.receive().path, "/aeolian/done");
    peer.send({"/aeolian/model/blend", {std::string("wind"), .5f}});
    ASSERT_EQ(peer.receive().path, "/aeolian/done");
    daemon.send(SIGTERM);
    daemon.wait(5s);
  }
  fs::current_path(here);
  const auto daemon = start();
  EXPECT_TRUE(comes_true([&] { return daemon.log().find("wind is blended into rain") != std::string::npos; }))
      << daemon.log();
}

TEST_F(Restart, WhatIsConfiguredOrAskedForSinceWinsOverTheState) {
  {
    auto daemon = start();
    osc::OscPeer peer(daemon.osc_port());
    peer.send({"/aeolian/temperature", {0.5f}});
    peer.send({"/aeolian/gain", {-7.f}});
    peer.exchange({"/aeolian/ping", {}});
    daemon.send(SIGTERM);
    daemon.wait(5s);
  }
  configure("temperature = 1.5\n");
  const auto daemon = start({"--gain", "-9"});
  EXPECT_EQ(number(daemon, "/temperature"), 1.5f);
  EXPECT_EQ(number(daemon, "/gain"), -9.f);
}

TEST_F(Restart, ATornStateIsToldAndKeptAndTheOneBeforeIsTaken) {
  for (const float temperature : {0.5f, 0.25f}) {
    auto daemon = start();
    osc::OscPeer peer(daemon.osc_port());
    peer.send({"/aeolian/temperature", {temperature}});
    peer.exchange({"/aeolian/ping", {}});
    daemon.send(SIGTERM);
    daemon.wait(5s);
  }
  std::ofstream(state_, std::ios::trunc) << "{\"format\": \"aeol";
  const auto daemon = start();
  EXPECT_NE(number(daemon, "/temperature"), 0.25f);
  EXPECT_THAT(daemon.log(), HasSubstr("the saved state cannot be used"));
  EXPECT_TRUE(fs::exists(scratch_ / "state.json.unreadable-1"));
}

TEST_F(Restart, AfterThreeFailedStartsTheShippedCheckpointPlaysWithNothingOfTheLastRun) {
  {
    auto daemon = start({"--temperature", "0.5"});
    ASSERT_TRUE(is_on_disk("0.5"));
    daemon.send(SIGTERM);
    daemon.wait(5s);
  }
  std::ofstream(model("wind"), std::ios::trunc) << "no model any more";
  for (int i = 0; i < 3; ++i) {
    auto daemon = start();
    EXPECT_EQ(daemon.wait(20s), 1) << daemon.log();
  }
  const auto daemon = start();
  EXPECT_EQ(number(daemon, "/temperature"), 1.f);
  EXPECT_THAT(daemon.log(), HasSubstr("the last 3 starts failed"));
  EXPECT_THAT(daemon.log(), HasSubstr("playing aeolian"));
}

class Reload : public Restart {};

TEST_F(Reload, SighupBringsWhatHasChangedAndTellsWhatWaits) {
  const auto daemon = start();
  EXPECT_EQ(number(daemon, "/gain"), 0.f);
  configure("gain = -12\n[log]\nlog_level = \"debug\"\n[recording]\nrecord_format = \"flac\"\n");
  daemon.send(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return number(daemon, "/gain") == -12.f; }));
  EXPECT_THAT(daemon.log(), HasSubstr("in force: gain, log_level; after a restart: record_format"));
}

TEST_F(Reload, ParametersThatTheFileDidNotChangeStayAsHandsLeftThem) {
  configure("temperature = 0.5\n");
  const auto daemon = start();
  osc::OscPeer(daemon.osc_port()).send({"/aeolian/temperature", {1.25f}});
  configure("temperature = 0.5\ngain = -12\n");
  daemon.send(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return number(daemon, "/gain") == -12.f; }));
  EXPECT_EQ(number(daemon, "/temperature"), 1.25f);
}

TEST_F(Reload, AFileWithAFaultChangesNothingAndIsToldWithLineAndColumn) {
  const auto daemon = start();
  const auto port = daemon.osc_port();
  configure("gain = -12\n  temprature = 1\n");
  daemon.send(SIGHUP);
  EXPECT_TRUE(comes_true([&] {
    return daemon.log().find(
               "aeoliand.toml:12:3: unknown key \"temprature\" in [parameters]; did you mean "
               "temperature?") != std::string::npos;
  })) << daemon.log();
  EXPECT_EQ(number(daemon, "/gain"), 0.f);

  osc::OscPeer peer(port);
  peer.send({"/aeolian/config/reload", {std::int32_t{5}}});
  const auto answer = peer.receive();
  EXPECT_EQ(answer.path, "/aeolian/fail");
  EXPECT_THAT(std::get<std::string>(answer.arguments.back()), HasSubstr("aeoliand.toml:12:3: unknown key"));
  EXPECT_THAT(std::get<std::string>(answer.arguments.back()),
              testing::Not(HasSubstr(scratch_.path().string())))
      << "no path of this machine goes to the network";
}

TEST_F(Reload, ByOscItAnswersWhatHasChanged) {
  const auto daemon = start();
  osc::OscPeer peer(daemon.osc_port());
  configure("gain = -12\n", "rain");
  peer.send({"/aeolian/config/reload", {}});
  const auto answer = peer.receive();
  EXPECT_EQ(answer.path, "/aeolian/done");
  EXPECT_EQ(std::get<std::string>(answer.arguments.back()), "in force: checkpoint, gain");
  EXPECT_TRUE(comes_true([&] { return daemon.log().find("fading to rain") != std::string::npos; }));
}

TEST_F(Reload, ACheckpointThatCannotBePlayedChangesNothing) {
  const auto daemon = start();
  osc::OscPeer peer(daemon.osc_port());
  configure("gain = -12\n", "other sounds/gone");
  peer.send({"/aeolian/config/reload", {}});
  const auto answer = peer.receive();
  EXPECT_EQ(answer.path, "/aeolian/fail");
  const auto& why = std::get<std::string>(answer.arguments.back());
  EXPECT_THAT(why, HasSubstr("gone.aeolian"));
  EXPECT_THAT(why, testing::Not(HasSubstr("sounds")))
      << "no folder goes to the network, with spaces or without";
  EXPECT_EQ(number(daemon, "/gain"), 0.f);
}

class CheckOfSetUp : public Restart {};

TEST_F(CheckOfSetUp, EndsWithZeroWhereItWouldPlay) {
  auto daemon = start({"--check"});
  EXPECT_EQ(daemon.wait(20s), 0);
}

TEST_F(CheckOfSetUp, EndsWithOneWhereItWouldNot) {
  fs::remove(model("wind"));
  auto daemon = start({"--check"});
  EXPECT_EQ(daemon.wait(20s), 1);
}

TEST_F(CheckOfSetUp, EndsWithTwoWhereTheConfigurationIsWrong) {
  configure("temprature = 1\n");
  auto daemon = start({"--check"});
  EXPECT_EQ(daemon.wait(20s), 2);
  EXPECT_THAT(daemon.log(), HasSubstr("aeoliand.toml:11:1: unknown key"));
}

}  // namespace
}  // namespace aeolian
