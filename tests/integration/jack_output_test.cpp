// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <iostream>
#include <span>
#include <string>
#include <thread>

#include "core/model/checkpoint.h"
#include "tests/channels.h"
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/integration/busy_cores.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_client.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/tone.h"
#include "tests/pitch.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t a_minute = 60 * 48000;

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++found;
  }
  return found;
}

class JackOutput : public testing::Test {
 protected:
  void SetUp() override {
    if (!midi::DummyJackServer::is_installed()) {
      GTEST_SKIP() << "jackd is not installed";
    }
    server_ = std::make_unique<midi::DummyJackServer>();
    ASSERT_TRUE(server_->start());
    open_sink();
  }

  void open_sink() {
    sink_.reset();
    sink_ = JackSink::open(sink_name_, a_minute);
    ASSERT_NE(sink_, nullptr);
  }

  const std::string sink_name_ = "sink-" + std::to_string(getpid());
  std::unique_ptr<midi::DummyJackServer> server_;
  std::unique_ptr<JackSink> sink_;
};

TEST_F(JackOutput, AToneArrivesWithoutGapOrClickAtItsPitchThroughAnotherRate) {
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(5 * 48000)) << daemon.log();
  const auto heard = sink_->left();
  ASSERT_EQ(sink_->sample_rate(), 48000) << "the tone is made at 44100 Hz";
  EXPECT_LT(residue(heard, 48000), click) << "from the first sample on";
  EXPECT_LT(std::abs(heard[0]), 0.001f) << "begins from silence";
  EXPECT_LT(peak(heard.first(240)), 0.05f) << "and rises slowly";
  EXPECT_NEAR(pitch(heard.subspan(9600), 48000), tone_hz, 0.2);
  EXPECT_NEAR(peak(heard.subspan(9600)), tone_level, 0.002f);
  EXPECT_TRUE(std::ranges::equal(heard.first(48000), sink_->right().first(48000)))
      << "both channels are alike";
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
}

// Once it got only the left channel, in which a voice panned right is inaudible.
TEST_F(JackOutput, ADeviceWithASingleInputHearsBothChannelsMixed) {
  sink_.reset();
  sink_ = JackSink::open(sink_name_, a_minute, 1);
  ASSERT_NE(sink_, nullptr);
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(24000)) << daemon.log();
  EXPECT_NEAR(peak(sink_->left().last(4800)), tone_level, 0.002f)
      << "a centred tone is as loud as on two channels";
  osc::OscPeer(daemon.osc_port()).send({"/aeolian/pan", {1.f}});
  const float at_a_side = tone_level * std::sqrt(0.5f);
  EXPECT_TRUE(comes_true([&] { return std::abs(peak(sink_->left().last(4800)) - at_a_side) < 0.002f; }))
      << peak(sink_->left().last(4800)) << "\n"
      << daemon.log();
}

TEST_F(JackOutput, AVoiceMovesToOtherChannelsWithoutAClickAndNothingIsHeardOnTheOthers) {
  sink_.reset();
  sink_ = JackSink::open(sink_name_, a_minute, 6);
  ASSERT_NE(sink_, nullptr);
  DaemonProcess daemon(
      {"--osc-port", "0", "--test-tone", "440", "--channels", "6", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(48000)) << daemon.log();
  EXPECT_THAT(sink_->connected_to(), testing::ElementsAre("aeolian:out_1", "aeolian:out_2", "aeolian:out_3",
                                                          "aeolian:out_4", "aeolian:out_5", "aeolian:out_6"));
  const osc::OscPeer hand(daemon.osc_port());
  const auto is_on = [&](std::size_t input) {
    return std::abs(peak(sink_->channel(input).last(4800)) - tone_level) < .002f;
  };
  ASSERT_TRUE(comes_true([&] { return is_on(0) && is_on(1); }));
  hand.send({"/aeolian/voice/1/out", {3.f}});
  ASSERT_TRUE(comes_true([&] { return is_on(2) && is_on(3) && peak(sink_->left().last(4800)) < 1e-4f; }))
      << daemon.log();
  hand.send({"/aeolian/voice/1/out", {4.f, .5f}});
  ASSERT_TRUE(comes_true([&] { return is_on(3) && is_on(4) && peak(sink_->channel(2).last(4800)) < 1e-4f; }))
      << daemon.log();
  EXPECT_TRUE(is_silent(sink_->channel(5)));
  for (std::size_t input = 0; input < 5; ++input)
    EXPECT_LT(residue(sink_->channel(input), 48000), click) << "input " << input + 1;
}

TEST_F(JackOutput, TwoVoicesAreHeardEachOnItsOwnChannels) {
  ScratchFolder folder;
  ASSERT_TRUE(write_checkpoint(folder / "noise.aeolian", random_checkpoint(ModelKind::small)));
  sink_.reset();
  sink_ = JackSink::open(sink_name_, a_minute, 8);
  ASSERT_NE(sink_, nullptr);
  DaemonProcess daemon({"--osc-port", "0", "--checkpoint", (folder / "noise.aeolian").string(), "--channels",
                        "8", "--output", "device:" + sink_name_});
  const osc::OscPeer hand(daemon.osc_port());
  ASSERT_TRUE(sink_->wait_for(4800)) << daemon.log();
  hand.send({"/aeolian/voices", {2}});
  hand.send({"/aeolian/voice/2/out", {5}});
  const auto plays = [&](std::size_t input) { return peak(sink_->channel(input).last(4800)) > 1e-3f; };
  ASSERT_TRUE(comes_true([&] { return plays(0) && plays(1) && plays(4) && plays(5); })) << daemon.log();
  hand.send({"/aeolian/voice/1/mute", {1}});
  const auto rests = [&](std::size_t input) { return peak(sink_->channel(input).last(4800)) < 1e-6f; };
  EXPECT_TRUE(comes_true([&] { return rests(0) && rests(1) && plays(4); })) << daemon.log();
  hand.send({"/aeolian/voice/1/mute", {0}});
  hand.send({"/aeolian/voice/2/mute", {1}});
  EXPECT_TRUE(comes_true([&] { return rests(4) && rests(5) && plays(0); })) << daemon.log();
  for (const std::size_t input : {2, 3, 6, 7}) EXPECT_TRUE(is_silent(sink_->channel(input))) << input + 1;
}

TEST_F(JackOutput, OfMoreChannelsThanADeviceHasItSaysSoAndPlaysOn) {
  DaemonProcess daemon(
      {"--osc-port", "0", "--test-tone", "440", "--channels", "4", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(24000)) << daemon.log();
  EXPECT_NEAR(peak(sink_->right().last(4800)), tone_level, 0.002f);
  EXPECT_TRUE(comes_true([&] { return count(daemon.log(), "has 2 of the 4 output channels") == 1; }))
      << daemon.log();
}

// With process numbers in their names, no patchbay could reconnect them.
TEST_F(JackOutput, ItsPortsKeepTheirNamesFromStartToStart) {
  for (const int end : {SIGKILL, SIGTERM}) {
    DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
    ASSERT_TRUE(sink_->wait_for(1)) << daemon.log();
    EXPECT_EQ(sink_->connected_to(), (std::vector<std::string>{"aeolian:out_1", "aeolian:out_2"}));
    daemon.send(end);
    daemon.wait(30s);
    open_sink();
  }
}

// Its process went on without a connection, and the daemon said "playing".
TEST_F(JackOutput, AMixerThatIsRestartedIsPlayedToAgain) {
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(4800)) << daemon.log();
  const auto is_heard = [&] {
    return sink_->frames() > 0 &&
           sink_->connected_to() == std::vector<std::string>{"aeolian:out_1", "aeolian:out_2"};
  };
  open_sink();
  EXPECT_TRUE(comes_true(is_heard)) << "within moments";
  sink_.reset();
  std::this_thread::sleep_for(5s);
  open_sink();
  EXPECT_TRUE(comes_true(is_heard)) << "after a while";
}

TEST_F(JackOutput, AConnectionThatWasRemovedByHandStaysRemoved) {
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(1)) << daemon.log();
  JackClient hand("hand");
  ASSERT_EQ(jack_disconnect(hand.get(), "aeolian:out_2", (sink_name_ + ":in_2").c_str()), 0);
  const auto other = JackSink::open("other", 1);
  ASSERT_TRUE(other);
  std::this_thread::sleep_for(5s);
  EXPECT_EQ(sink_->connected_to(), std::vector<std::string>{"aeolian:out_1"});
}

// It was read once, before JACK had taken note of the connections.
TEST_F(JackOutput, ItsLatencyIsThatOfItsConnectionsAndFollowsTheBlockSize) {
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:system"});
  ASSERT_TRUE(comes_true([&] { return daemon.osc_port() != 0; })) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  JackClient observer("observer");
  const auto frames = [&] {
    jack_latency_range_t range{};
    if (jack_port_t* port = jack_port_by_name(observer.get(), "aeolian:out_1"))
      jack_port_get_latency_range(port, JackPlaybackLatency, &range);
    return range.max;
  };
  const auto is_told = [&] {
    return std::abs(peer.metric("device_latency_seconds") - frames() / 48000.) < 1e-5;
  };
  ASSERT_TRUE(comes_true([&] { return frames() >= 256; })) << "the server's period";
  EXPECT_TRUE(comes_true(is_told)) << frames() << " frames\n" << daemon.log();
  const auto before = frames();
  ASSERT_EQ(jack_set_buffer_size(observer.get(), 512), 0);
  ASSERT_TRUE(comes_true([&] { return frames() > before; })) << frames() << " frames\n" << daemon.log();
  EXPECT_TRUE(comes_true(is_told)) << frames() << " frames\n" << daemon.log();
}

// JACK refuses to connect to a client that is not active yet, and that was the only try.
TEST_F(JackOutput, AMixerThatIsNotReadyYetIsConnectedOnceItIs) {
  JackClient mixer("mixer-" + std::to_string(getpid()));
  const jack_port_t* port = mixer.add_sound_in("in");
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output",
                        std::string("device:") + jack_get_client_name(mixer.get())});
  ASSERT_TRUE(comes_true([&] { return count(daemon.log(), "playing to") == 1; })) << daemon.log();
  ASSERT_EQ(jack_port_connected(port), 0);
  ASSERT_EQ(jack_activate(mixer.get()), 0);
  EXPECT_TRUE(comes_true([&] { return jack_port_connected(port) == 1; })) << daemon.log();
}

TEST_F(JackOutput, SigtermFadesOutAndLeaves) {
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(48000)) << daemon.log();
  const auto begin = steady_clock::now();
  daemon.send(SIGTERM);
  const auto exit_code = daemon.wait(30s);
  const auto took = std::chrono::duration<double>(steady_clock::now() - begin).count();
  EXPECT_EQ(exit_code, 0) << daemon.log();
  EXPECT_LT(took, 2.);
  std::cout << "left in " << took << " s\n";
  RecordProperty("seconds_to_leave", std::to_string(took));
  const std::size_t end = sink_->frames();
  ASSERT_TRUE(sink_->wait_for(end + 4800));
  EXPECT_LT(residue(sink_->left(), 48000), click) << "the end is a fade, not a cut";
  EXPECT_EQ(peak(sink_->left().last(2400)), 0.f);
}

TEST_F(JackOutput, SoundReturnsWithTheJackServerUnderLoadAndGenerationGoesOnMeanwhile) {
  const auto begin = steady_clock::now();
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(48000)) << daemon.log();
  const BusyCores load;
  server_->kill();
  EXPECT_FALSE(sink_->wait_for(a_minute)) << "the sink sees its server's end";
  std::this_thread::sleep_for(3s);
  sink_.reset();
  ASSERT_TRUE(server_->start());
  open_sink();
  const auto back = steady_clock::now();
  ASSERT_TRUE(sink_->wait_for(1)) << daemon.log();
  const double silent_for = std::chrono::duration<double>(steady_clock::now() - back).count();
  // The target is five seconds, which an idle machine reaches; a JACK server can miss its own wake-up when a
  // client joins or leaves, which blocks it for five seconds more.
  EXPECT_LT(silent_for, 15.) << daemon.log();
  std::cout << "sound was back " << silent_for << " s after the server\n";
  RecordProperty("seconds_to_return", std::to_string(silent_for));
  ASSERT_TRUE(sink_->wait_for(2 * 48000));
  EXPECT_LT(std::abs(sink_->left()[0]), 0.001f) << "begins from silence again";
  EXPECT_LT(peak(sink_->left().first(240)), 0.05f) << "and rises slowly";
  EXPECT_LT(residue(sink_->left(), 48000), click);
  EXPECT_NEAR(peak(sink_->left().subspan(9600)), tone_level, 0.002f);

  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0);
  const double lived = std::chrono::duration<double>(steady_clock::now() - begin).count();
  const double generated = static_cast<double>(daemon.steps()) * 1024 / 44100;
  EXPECT_GT(generated, 0.5 * lived) << "generation went on without a device\n" << daemon.log();
}

/** The ways in which the output process can be lost. */
class LostOutput : public JackOutput, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(By, LostOutput, testing::Values(SIGSTOP, SIGSEGV), [](const auto& signal) {
  return signal.param == SIGSTOP ? "StandingStill" : "Crashing";
});

TEST_P(LostOutput, IsReplaced) {
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output", "device:" + sink_name_});
  ASSERT_TRUE(sink_->wait_for(48000)) << daemon.log();
  const pid_t lost = daemon.output_process();
  ASSERT_GT(lost, 0);
  kill(lost, GetParam());
  const auto until = steady_clock::now() + 60s;
  while ((daemon.output_process() == lost || daemon.output_process() < 0) && steady_clock::now() < until) {
    std::this_thread::sleep_for(20ms);
  }
  ASSERT_NE(daemon.output_process(), lost) << daemon.log();
  while (count(daemon.log(), "playing to") < 2 && steady_clock::now() < until) {
    std::this_thread::sleep_for(20ms);
  }
  const std::size_t now = sink_->frames();
  ASSERT_TRUE(sink_->wait_for(now + 48000)) << daemon.log();
  EXPECT_NEAR(peak(sink_->left().last(4800)), tone_level, 0.002f) << daemon.log();
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0);
}

TEST(DaemonWithoutADevice, TellsItOnceAndGoesOn) {
  DaemonProcess daemon({"--osc-port", "0", "--test-tone", "440", "--output",
                        "device:a device that no machine has", "--duration", "4"});
  EXPECT_EQ(daemon.wait(60s), 0);
  EXPECT_EQ(count(daemon.log(), "no sound device"), 1) << daemon.log();
  EXPECT_GT(daemon.steps(), 4 * 44100 / 1024 - 1) << daemon.log();
}

}  // namespace
}  // namespace aeolian
