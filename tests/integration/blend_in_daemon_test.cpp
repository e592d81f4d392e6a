// SPDX-License-Identifier: GPL-3.0-or-later
// A second model in a running daemon: blended in by OSC, heard in a recording, replayed, and there after a
// restart.
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
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/tone_model.h"
#include "tests/pitch.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int rate = 44100;

class BlendInDaemon : public testing::Test {
 protected:
  BlendInDaemon() {
    fs::create_directories(models_);
    write("low", tone_model({220.}));
    write("high", tone_model({330.}));
    write("wind", random_checkpoint(ModelKind::small, 1));
    write("rain", random_checkpoint(ModelKind::small, 2));
  }

  void write(const std::string& name, const Checkpoint& checkpoint) const {
    EXPECT_TRUE(write_checkpoint(models_ / (name + ".aeolian"), checkpoint));
  }

  DaemonProcess start(const std::string& name, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--checkpoint", models_ / (name + ".aeolian"), "--output", "null",
                               "--osc-port", "0", "--http-port", "0", "--recordings", scratch_.path(),
                               "--state-file", scratch_ / "state.json"});
    return DaemonProcess(more);
  }

  /** Renders the control log; the file. */
  fs::path replay(const std::string& name) const {
    const fs::path file = scratch_ / name;
    DaemonProcess daemon({"--checkpoint", models_ / "wind.aeolian", "--replay-control", log_, "--output",
                          "file:" + file.string(), "--duration", "6"});
    EXPECT_EQ(daemon.wait(60s), 0) << daemon.log();
    return file;
  }

  std::vector<float> samples(const std::string& name) const {
    auto sound = read_sound(scratch_ / name);
    return sound ? std::move(sound->samples) : std::vector<float>();
  }

  const ScratchFolder scratch_;
  const fs::path models_ = scratch_ / "models", log_ = scratch_ / "log";
};

/** The last argument of the answer, or the reason why it was refused. */
std::string blend_answer(osc::OscPeer& peer, const std::string& command, std::vector<osc::Argument> values) {
  peer.send({"/aeolian" + command, std::move(values)});
  const osc::Message answer = peer.receive();
  const auto* text = answer.arguments.empty() ? nullptr : std::get_if<std::string>(&answer.arguments.back());
  return text ? *text : answer.path;
}

std::vector<osc::Argument> second_of(osc::OscPeer& peer) {
  return peer.exchange({"/aeolian/model/second", {}}).at(0).arguments;
}

std::vector<osc::Argument> second_model(const std::string& name, float weight) {
  return {name, weight};
}

/** Of the last half second before the second number `at`. */
double pitch_before(const std::vector<float>& heard, double at) {
  const auto end = static_cast<std::size_t>(at * rate);
  return pitch(std::span(heard).subspan(end - rate / 2, rate / 2), rate);
}

float largest_step(std::span<const float> samples) {
  float most = 0.f;
  for (std::size_t i = 1; i < samples.size(); ++i)
    most = std::max(most, std::abs(samples[i] - samples[i - 1]));
  return most;
}

TEST_F(BlendInDaemon, PlaysTheToneBetweenTwoModelsWithoutAClickAndAgainAfterARestart) {
  {
    DaemonProcess daemon = start("low");
    osc::OscPeer peer(daemon.osc_port());
    EXPECT_THAT(second_of(peer), ElementsAre("", 0.f));
    EXPECT_THAT(
        blend_answer(peer, "/model/blend", {std::string("wind"), .5f}),
        HasSubstr("wind cannot be blended with the model that plays: its sampling rate is 8000 Hz, the "
                  "other's 44100 Hz"));
    ASSERT_EQ(blend_answer(peer, "/record/start", {std::string("heard.wav")}), "heard.wav");
    std::this_thread::sleep_for(700ms);
    ASSERT_EQ(blend_answer(peer, "/model/blend", {std::string("high"), 1.f, .3f}), "high") << daemon.log();
    std::this_thread::sleep_for(1200ms);
    ASSERT_EQ(blend_answer(peer, "/model/blend", {std::string("high"), 0.f, .3f}), "high");
    EXPECT_TRUE(comes_true([&] { return second_of(peer) == second_model("", 0.f); })) << daemon.log();
    std::this_thread::sleep_for(700ms);
    ASSERT_EQ(blend_answer(peer, "/model/blend", {std::string("high"), .5f}), "high");
    EXPECT_THAT(second_of(peer), ElementsAre("high", .5f));
    std::this_thread::sleep_for(1200ms);
    peer.exchange({"/aeolian/record/stop", {}});
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
  }
  const auto heard = samples("heard.wav");
  const double seconds = static_cast<double>(heard.size()) / rate;
  ASSERT_GT(seconds, 3.5);
  EXPECT_NEAR(pitch_before(heard, .6), 220., 2.);
  EXPECT_NEAR(pitch_before(heard, seconds - .05), 275., 3.);
  const std::span<const float> all(heard);
  const float alone = std::max(largest_step(all.first(rate / 2)), largest_step(all.last(rate / 2)));
  EXPECT_LT(largest_step(all), 1.5f * alone) << "the higher tone has 1.5 times the slope of the lower one";
  DaemonProcess daemon = start("low");
  osc::OscPeer peer(daemon.osc_port());
  EXPECT_TRUE(comes_true([&] { return second_of(peer) == second_model("high", .5f); })) << daemon.log();
  ASSERT_EQ(blend_answer(peer, "/record/start", {std::string("again.wav")}), "again.wav");
  std::this_thread::sleep_for(1500ms);
  peer.exchange({"/aeolian/record/stop", {}});
  const auto again = samples("again.wav");
  EXPECT_NEAR(pitch_before(again, static_cast<double>(again.size()) / rate - .05), 275., 3.);
}

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_F(BlendInDaemon, IsReplayedFromItsControlLog) {
  {
    DaemonProcess daemon = start("wind", {"--record-control", log_});
    osc::OscPeer peer(daemon.osc_port());
    ASSERT_EQ(blend_answer(peer, "/record/start", {std::string("heard.wav")}), "heard.wav");
    peer.send({"/aeolian/encoding", {std::string("thunder")}});
    ASSERT_EQ(blend_answer(peer, "/model/blend", {std::string("rain"), .5f, .3f}), "rain") << daemon.log();
    peer.send({"/aeolian/model/weight", {.7f, 1.f}});
    std::this_thread::sleep_for(3000ms);  // until the filter that removes DC has forgotten the beginning
    peer.exchange({"/aeolian/record/stop", {}});
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
  }
  EXPECT_THAT(bytes_of(log_), HasSubstr(R"("second":"rain")"));
  const auto heard = samples("heard.wav");
  ASSERT_GT(heard.size(), 20'000u);
  const auto end = std::span<const float>(heard).last(9'000).first(8'000);  // without the fade at the end
  const fs::path again = replay("again.wav");
  const auto replayed = samples("again.wav");
  const auto is_same = [](float a, float b) {
    return std::abs(a - b) < 0x1p-20f;
  };  // 24 bits, and that filter
  EXPECT_FALSE(std::ranges::search(replayed, end, is_same).empty());
  EXPECT_EQ(bytes_of(again), bytes_of(replay("once_more.wav")));
}

}  // namespace
}  // namespace aeolian
