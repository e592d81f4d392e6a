// SPDX-License-Identifier: GPL-3.0-or-later
// Tests a second model in a running daemon: blended in by OSC, heard in a recording, replayed, and restored
// after a restart.
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
#include "tests/integration/occurrences.h"
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
    write("higher", tone_model({440.}));
    write("wind", random_checkpoint(ModelKind::small, 1));
    write("rain", random_checkpoint(ModelKind::small, 2));
  }

  void write(const std::string& name, const Checkpoint& checkpoint) const {
    EXPECT_TRUE(write_checkpoint(models_ / (name + ".aeolian"), checkpoint));
  }

  DaemonProcess start(const std::string& name, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--checkpoint", models_ / (name + ".aeolian"), "--output", "null",
                               "--osc-port", "0", "--http-port", "0", "--recordings", scratch_.path(),
                               "--state-file", scratch_ / "state.json", "--moments", moments_});
    return DaemonProcess(more);
  }

  fs::path model(const std::string& name) const { return models_ / (name + ".aeolian"); }

  /** Renders the control log; returns the file. */
  fs::path replay(const std::string& name, const std::vector<std::string>& more = {}) const {
    const fs::path file = scratch_ / name;
    std::vector<std::string> words{
        "--checkpoint", model("wind"), "--replay-control", log_,    "--output", "file:" + file.string(),
        "--duration",   "9",           "--moments",        moments_};
    words.insert(words.end(), more.begin(), more.end());
    DaemonProcess daemon(words);
    EXPECT_EQ(daemon.wait(60s), 0) << daemon.log();
    return file;
  }

  /** Writes a configuration with `model` in [model]. */
  void configure(const std::string& model, const std::string& weight) const {
    std::ofstream(config_) << "[model]\nmodels = \"models\"\n"
                           << model << "[output]\noutput = \"null\"\n[control]\nosc_port = 0\nhttp_port = 0\n"
                           << "[state]\nstate_file = \"state.json\"\n[parameters]\nmodel_weight = " << weight
                           << "\n";
  }

  std::vector<float> samples(const std::string& name) const {
    auto sound = read_sound(scratch_ / name);
    return sound ? std::move(sound->samples) : std::vector<float>();
  }

  const ScratchFolder scratch_;
  const fs::path models_ = scratch_ / "models", moments_ = scratch_ / "moments", log_ = scratch_ / "log",
                 config_ = scratch_ / "aeoliand.toml";
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

/** The pitch of the last half second before second `at`. */
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
    std::this_thread::sleep_for(3000ms);  // until the DC filter has settled
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
  };  // for 24 bits and the DC filter
  EXPECT_FALSE(std::ranges::search(replayed, end, is_same).empty());
  EXPECT_EQ(bytes_of(again), bytes_of(replay("once_more.wav")));
}

TEST_F(BlendInDaemon, MayBeginWithABlend) {
  const fs::path file = scratch_ / "from_the_start.wav";
  DaemonProcess renders({"--checkpoint", model("low"), "--blend", model("high"), "0.5", "--output",
                         "file:" + file.string(), "--duration", "1.5"});
  EXPECT_EQ(renders.wait(30s), 0) << renders.log();
  const auto heard = samples("from_the_start.wav");
  ASSERT_GT(heard.size(), std::size_t{rate});
  EXPECT_NEAR(pitch_before(heard, .9), 275., 3.);
  const DaemonProcess plays = start("low", {"--blend", model("high"), "0.5"});
  osc::OscPeer peer(plays.osc_port());
  EXPECT_EQ(second_of(peer), second_model("high", .5f)) << plays.log();
  EXPECT_THAT(plays.log(), HasSubstr("high is blended into low"));
  for (const auto* wrong : {"wind", "gone"}) {
    DaemonProcess refuses({"--checkpoint", model("low"), "--blend", model(wrong), "--output", "null",
                           "--osc-port", "0", "--http-port", "0", "--state-file", scratch_ / "other.json"});
    EXPECT_EQ(refuses.wait(30s), 1);
    EXPECT_THAT(refuses.log(), HasSubstr(wrong));
  }
}

TEST_F(BlendInDaemon, ThatIsConfiguredGivesWayToWhatWasDoneByHandUntilItIsConfiguredAnew) {
  const auto play = [this](const auto& act) {
    DaemonProcess daemon({"--config", config_});
    osc::OscPeer peer(daemon.osc_port());
    act(peer);
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
  };
  configure("checkpoint = \"models/low.aeolian\"\nblend = \"models/high.aeolian\"\n", "0.5");
  play([](osc::OscPeer& peer) {
    EXPECT_EQ(second_of(peer), second_model("high", .5f));
    ASSERT_EQ(blend_answer(peer, "/model/blend", {std::string("high"), 0.f, 0.f}), "high");
    EXPECT_TRUE(comes_true([&] { return second_of(peer) == second_model("", 0.f); }));
  });
  play([](osc::OscPeer& peer) {
    EXPECT_EQ(second_of(peer), second_model("", 0.f)) << "the second model was dropped";
    ASSERT_EQ(blend_answer(peer, "/model/blend", {std::string("higher"), .25f, 0.f}), "higher");
  });
  play([](osc::OscPeer& peer) { EXPECT_EQ(second_of(peer), second_model("higher", .25f)); });
  fs::remove(model("higher"));
  play([](osc::OscPeer& peer) {
    EXPECT_EQ(second_of(peer), second_model("", .25f)) << "the second model plays on";
  });
  configure("checkpoint = \"models/high.aeolian\"\nblend = \"models/low.aeolian\"\n", "0.5");
  play([](osc::OscPeer& peer) { EXPECT_EQ(second_of(peer), second_model("low", .5f)); });
}

TEST_F(BlendInDaemon, FollowsAReloadOfTheConfiguration) {
  configure("checkpoint = \"models/low.aeolian\"\n", "0.5");
  const DaemonProcess daemon({"--config", config_});
  osc::OscPeer peer(daemon.osc_port());
  const auto reload = [&](const std::string& model) {
    configure(model, "0.5");
    return blend_answer(peer, "/config/reload", {});
  };
  const auto becomes = [&](const std::string& name, float weight) {
    return comes_true([&] { return second_of(peer) == second_model(name, weight); });
  };
  EXPECT_THAT(reload("checkpoint = \"models/low.aeolian\"\nblend = \"models/high.aeolian\"\n"),
              HasSubstr("in force: blend"));
  EXPECT_TRUE(becomes("high", .5f)) << daemon.log();
  EXPECT_THAT(reload("checkpoint = \"models/low.aeolian\"\nblend = \"models/wind.aeolian\"\n"),
              HasSubstr("wind cannot be blended"));
  EXPECT_EQ(second_of(peer), second_model("high", .5f));
  EXPECT_THAT(reload("checkpoint = \"models/higher.aeolian\"\nblend = \"models/high.aeolian\"\n"),
              HasSubstr("in force: checkpoint"));
  EXPECT_TRUE(comes_true([&] {
    return std::get<std::string>(peer.exchange({"/aeolian/model/current", {}})[0].arguments[0]) == "higher";
  })) << daemon.log();
  EXPECT_TRUE(becomes("high", .5f)) << daemon.log();
  reload("checkpoint = \"models/higher.aeolian\"\n");
  EXPECT_TRUE(becomes("", 0.f)) << daemon.log();
}

TEST_F(BlendInDaemon, AMomentBringsTheSecondModelBackAndGoesOnAsItDid) {
  std::vector<float> heard;
  {
    DaemonProcess daemon = start("wind", {"--blend", model("rain"), "0.4", "--record-control", log_});
    osc::OscPeer peer(daemon.osc_port());
    ASSERT_EQ(blend_answer(peer, "/record/start", {std::string("heard.wav")}), "heard.wav");
    peer.send({"/aeolian/guard", {0}});  // random weights can be loud
    peer.send({"/aeolian/model/weight", {.7f, 3.f}});
    ASSERT_EQ(blend_answer(peer, "/moment/save", {std::string("storm")}), "storm") << daemon.log();
    std::this_thread::sleep_for(3500ms);  // until the DC filter has settled
    ASSERT_EQ(blend_answer(peer, "/model/blend", {std::string("rain"), 0.f, 0.f}), "rain");
    EXPECT_TRUE(comes_true([&] { return second_of(peer) == second_model("", 0.f); })) << daemon.log();
    ASSERT_EQ(blend_answer(peer, "/moment/load", {std::string("storm")}), "storm") << daemon.log();
    EXPECT_EQ(second_of(peer), second_model("rain", .7f));
    std::this_thread::sleep_for(2500ms);
    peer.exchange({"/aeolian/record/stop", {}});
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
    heard = samples("heard.wav");
  }
  ASSERT_GT(heard.size(), 40'000u);
  const auto end = std::span<const float>(heard).last(12'000).first(11'000);  // without the fade at the end
  EXPECT_EQ(occurrences(end, heard), 2) << "once after it was saved, once after it was loaded";
  const fs::path again = replay("again.wav", {"--blend", model("rain")});
  EXPECT_EQ(occurrences(end, samples("again.wav")), 2);
  EXPECT_EQ(bytes_of(again), bytes_of(replay("once_more.wav", {"--blend", model("rain")})));
  for (const auto* state : {"state.json", "state.json.backup"}) fs::remove(scratch_ / state);
  const DaemonProcess daemon = start("wind");
  osc::OscPeer peer(daemon.osc_port());
  EXPECT_EQ(second_of(peer), second_model("", 0.f));
  ASSERT_EQ(blend_answer(peer, "/moment/load", {std::string("storm")}), "storm") << daemon.log();
  EXPECT_EQ(second_of(peer), second_model("rain", .7f));
}

}  // namespace
}  // namespace aeolian
