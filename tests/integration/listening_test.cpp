// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/random.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_client.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/jack_speaker.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

constexpr int rate = 48000;
constexpr std::size_t block = rate / 50;

/** Bursts of noise at irregular times, for twelve seconds. */
std::vector<float> bursts() {
  std::vector<float> sound(12 * rate);
  Random random(3);
  for (std::size_t at = 0; at < sound.size();) {
    const auto length = static_cast<std::size_t>((.15 + .4 * random.uniform()) * rate);
    for (std::size_t i = at; i < std::min(at + length, sound.size()); ++i) sound[i] = .3f * random.normal();
    at += length + static_cast<std::size_t>((.2 + .5 * random.uniform()) * rate);
  }
  return sound;
}

/** Levels, dB, block by block. */
std::vector<double> levels(std::span<const float> samples) {
  std::vector<double> all;
  for (std::size_t at = 0; at + block <= samples.size(); at += block) {
    double energy = 1e-8;
    for (const float sample : samples.subspan(at, block))
      energy += static_cast<double>(sample) * sample / block;
    all.push_back(10. * std::log10(energy));
  }
  return all;
}

double correlation(std::span<const double> a, std::span<const double> b) {
  const auto size = static_cast<double>(a.size());
  double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum_a += a[i];
    sum_b += b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
    ab += a[i] * b[i];
  }
  return (ab - sum_a * sum_b / size) / std::sqrt((aa - sum_a * sum_a / size) * (bb - sum_b * sum_b / size));
}

/** The highest correlation of the output with `heard`, repeated, at any lag. */
double likeness(std::span<const float> played, std::span<const float> heard) {
  const auto output = levels(played), once = levels(heard);
  double highest = -1;
  for (std::size_t lag = 0; lag < once.size(); ++lag) {
    std::vector<double> input(output.size());
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = once[(i + lag) % once.size()];
    highest = std::max(highest, correlation(output, input));
  }
  return highest;
}

/** Runs the real program on a JACK server for the test, listening to a player of sounds. */
class Listening : public testing::Test {
 protected:
  void SetUp() override {
    if (!midi::DummyJackServer::is_installed()) GTEST_SKIP() << "jackd is not installed";
    ASSERT_TRUE(server_.start());
    speaker_ = JackSpeaker::open("speaker", sound_);
    sink_ = JackSink::open(sink_name_, 60 * rate);
    ASSERT_TRUE(speaker_ && sink_);
  }

  /** The similarity of six seconds of its output to its input. */
  double play(const std::string& through) {
    DaemonProcess daemon({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--osc-port", "0", "--http-port", "0",
                          "--output", "device:" + sink_name_, "--input", "device:speaker", "--listen-through",
                          through});
    const auto begins = sink_->frames() + 2 * rate;
    EXPECT_TRUE(sink_->wait_for(begins + 6 * rate)) << daemon.log();
    EXPECT_EQ(speaker_->connections(), 2) << "a single source, mixed of both inputs, keeps its level";
    return likeness(sink_->left().subspan(begins, 6 * rate), sound_);
  }

  const std::vector<float> sound_ = bursts();
  const std::string sink_name_ = "sink-" + std::to_string(getpid());
  midi::DummyJackServer server_;
  std::unique_ptr<JackSpeaker> speaker_;
  std::unique_ptr<JackSink> sink_;
};

TEST_F(Listening, ItPlaysWhatItHearsThroughJackIfAskedAndElseItsOwn) {
  EXPECT_GT(play("1"), .8);
  EXPECT_LT(play("0"), .6);
}

TEST_F(Listening, ASourceThatGoesAndComesBackIsHeardAgain) {
  DaemonProcess daemon({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--osc-port", "0", "--http-port", "0",
                        "--output", "device:" + sink_name_, "--input", "device:speaker"});
  ASSERT_TRUE(comes_true([&] { return daemon.osc_port() != 0; })) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  const auto presence = [&] {
    const auto replies = peer.exchange({"/aeolian/listen/heard", {}});
    return replies.size() == 1 ? std::get<float>(replies[0].arguments[1]) : -1.f;
  };
  EXPECT_TRUE(comes_true([&] { return presence() == 1.f; }));
  speaker_.reset();
  EXPECT_TRUE(comes_true([&] { return presence() == 0.f; })) << "a second later";
  const auto frames = sink_->frames();
  EXPECT_TRUE(sink_->wait_for(frames + rate / 2)) << "it plays on meanwhile";
  speaker_ = JackSpeaker::open("speaker", sound_);
  ASSERT_TRUE(speaker_);
  EXPECT_TRUE(comes_true([&] { return presence() == 1.f; }));
  EXPECT_EQ(speaker_->connections(), 2);
}

// Checks two seconds apart found ports both times, and took them for the same.
TEST_F(Listening, ASourceThatIsBackWithinAMomentIsHeardAgain) {
  DaemonProcess daemon({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--osc-port", "0", "--http-port", "0",
                        "--output", "device:" + sink_name_, "--input", "device:speaker"});
  ASSERT_TRUE(comes_true([&] { return speaker_->connections() == 2; })) << daemon.log();
  for (int restart = 0; restart < 2; ++restart) {
    speaker_.reset();
    speaker_ = JackSpeaker::open("speaker", sound_);
    ASSERT_TRUE(speaker_);
    EXPECT_TRUE(comes_true([&] { return speaker_->connections() == 2; })) << daemon.log();
  }
}

/** The full names of the ports that `port` of `client` is connected to. */
std::vector<std::string> connections_of(const JackClient& client, const jack_port_t* port) {
  const std::unique_ptr<const char*, decltype(&jack_free)> found(
      jack_port_get_all_connections(client.get(), port), &jack_free);
  std::vector<std::string> names;
  for (const char** name = found.get(); name != nullptr && *name != nullptr; ++name)
    names.emplace_back(*name);
  return names;
}

/** A JACK client whose ports are registered one by one, and are silent. */
struct Synth {
  void play(jack_nframes_t) {}

  JackClient client{"synth"};
};

// The first port went to both inputs for good.
TEST_F(Listening, ASourceThatRegistersItsPortsOneByOneIsHeardInStereo) {
  DaemonProcess daemon({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--osc-port", "0", "--http-port", "0",
                        "--output", "device:" + sink_name_, "--input", "device:synth"});
  ASSERT_TRUE(sink_->wait_for(1)) << daemon.log();
  Synth synth;
  const jack_port_t* left = synth.client.add_sound_out("left");
  synth.client.run<&Synth::play>(synth);
  ASSERT_TRUE(comes_true([&] { return jack_port_connected(left) == 2; })) << daemon.log();
  const jack_port_t* right = synth.client.add_sound_out("right");
  EXPECT_TRUE(comes_true([&] { return jack_port_connected(right) == 1; })) << daemon.log();
  EXPECT_THAT(connections_of(synth.client, left), testing::ElementsAre("aeolian:in_1"));
  EXPECT_THAT(connections_of(synth.client, right), testing::ElementsAre("aeolian:in_2"));
}

TEST_F(Listening, WhatItHeardIsKeptBesideTheControlLogAndAReplayHearsItAgain) {
  const ScratchFolder folder;
  {
    DaemonProcess daemon({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--osc-port", "0", "--http-port", "0",
                          "--output", "device:" + sink_name_, "--input", "device:speaker", "--listen-through",
                          ".6", "--listen-remember", ".7", "--record-control", folder / "night.log",
                          "--recordings", folder / "recordings"});
    ASSERT_TRUE(sink_->wait_for(sink_->frames() + rate)) << daemon.log();
    osc::OscPeer peer(daemon.osc_port());
    ASSERT_EQ(peer.exchange({"/aeolian/record/start", {std::string("take.wav")}})[0].path, "/aeolian/done");
    ASSERT_TRUE(sink_->wait_for(sink_->frames() + 2 * rate)) << daemon.log();
    const auto metric = peer.exchange({"/aeolian/listen/heard", {}});
    ASSERT_EQ(metric.size(), 1u);
    EXPECT_EQ(metric[0].arguments.size(), 13u);
    EXPECT_GT(std::get<float>(metric[0].arguments.back()), .5f) << "seconds that it remembers";
    ASSERT_EQ(peer.exchange({"/aeolian/record/stop", {}})[0].path, "/aeolian/done");
    daemon.send(SIGTERM);
    ASSERT_EQ(daemon.wait(std::chrono::seconds(30)), 0) << daemon.log();
  }
  const auto replay = [&](const std::string& output) {
    return DaemonProcess({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--duration", "8", "--output",
                          "file:" + output, "--replay-control", folder / "night.log"});
  };
  auto again = replay(folder / "again.wav");
  ASSERT_EQ(again.wait(std::chrono::seconds(60)), 0) << again.log();
  const auto take = read_sound(folder / "recordings/take.wav"), replayed = read_sound(folder / "again.wav");
  ASSERT_TRUE(take && replayed);
  ASSERT_GT(take->seconds(), 1.5);
  const auto played =
      std::span<const float>(take->samples).subspan(300, take->samples.size() - 600);  // without its fades
  EXPECT_FALSE(std::ranges::search(replayed->samples, played).empty()) << "bit for bit";

  std::filesystem::remove(folder / "night.log.flac");
  auto deaf = replay(folder / "deaf.wav");
  EXPECT_NE(deaf.wait(std::chrono::seconds(60)), 0);
  EXPECT_THAT(deaf.log(), testing::HasSubstr("night.log.flac, the recording of it, is missing"));
}

}  // namespace
}  // namespace aeolian
