// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the tempo of a running daemon: a MIDI clock through JACK, JACK's transport, and changes that wait for
// the beat.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/comes_true.h"
#include "tests/core/generator/sound_engine.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_midi_clock.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/jack_transport.h"
#include "tests/integration/looping_model.h"
#include "tests/own_network.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::vector<std::string> tone_with(const std::vector<std::string>& more) {
  std::vector<std::string> options{"--test-tone", "440", "--output",    "null",
                                   "--osc-port",  "0",   "--http-port", "0"};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

/** A client that queries a daemon. */
class Client {
 public:
  explicit Client(const DaemonProcess& daemon) : peer_(daemon.osc_port()) {}

  std::optional<osc::Message> ask(const osc::Message& message, const std::string& answer) {
    for (const osc::Message& reply : peer_.exchange(message)) {
      if (reply.path == answer) return reply;
    }
    return {};
  }
  double number(const std::string& path) {
    const auto reply = ask({path, {}}, path);
    const auto* value =
        reply && !reply->arguments.empty() ? std::get_if<float>(&reply->arguments[0]) : nullptr;
    return value ? static_cast<double>(*value) : -1.;
  }
  std::string leader() {
    const auto reply = ask({"/aeolian/beat", {}}, "/aeolian/beat");
    return reply && reply->arguments.size() == 5 ? std::get<std::string>(reply->arguments[4]) : "";
  }

 private:
  osc::OscPeer peer_;
};

/**
 * The error of a daemon's beat relative to `line()`, whose beats are heard `later`, ms. The reply was made at
 * some time between the request and its arrival.
 */
template <class Line>
double beat_error(Client& client, const Line& line, std::chrono::duration<double> later = {}) {
  const auto delay = std::chrono::duration_cast<BeatTime::duration>(later);
  const auto before = BeatTime::clock::now() - delay;
  const double beat = client.number("/aeolian/metrics/beat");
  const auto after = BeatTime::clock::now() - delay;
  const BeatLine now = line();
  const double beside = std::max({0., now.beat_at(before) - beat, beat - now.beat_at(after)});
  return beside * 60e3 / now.tempo;
}

/** A daemon that receives a MIDI clock at 100 BPM through a real JACK server. */
class MidiClockInDaemon : public testing::Test {
 protected:
  void SetUp() override {
    if (!midi::DummyJackServer::is_installed())
      GTEST_SKIP() << "jackd is not installed: no real MIDI system to play with";
    ASSERT_TRUE(jack_.start());
    daemon_ = std::make_unique<DaemonProcess>(tone_with({}));
    client_ = std::make_unique<Client>(*daemon_);
    clock_ = JackMidiClock::open("clock", 100.);
    ASSERT_TRUE(clock_);
    ASSERT_TRUE(comes_true([this] { return clock_->connect_to("aeolian-midi:in"); })) << daemon_->log();
    clock_->start();
    ASSERT_TRUE(comes_true([this] { return client_->leader() == "midi"; })) << daemon_->log();
  }

  midi::DummyJackServer jack_{1024};
  std::unique_ptr<DaemonProcess> daemon_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<JackMidiClock> clock_;
};

TEST_F(MidiClockInDaemon, LeadsTempoAndBeat) {
  EXPECT_TRUE(comes_true([this] { return std::abs(client_->number("/aeolian/tempo") - 100.) < 0.5; }))
      << client_->number("/aeolian/tempo");
  std::this_thread::sleep_for(3s);
  std::vector<double> errors;
  for (int i = 0; i < 100; ++i) {
    errors.push_back(beat_error(*client_, [this] { return clock_->line(); }));
    std::this_thread::sleep_for(50ms);
  }
  std::ranges::sort(errors);
  RecordProperty("p95_ms", std::to_string(errors[95]));
  RecordProperty("most_ms", std::to_string(errors[99]));
  EXPECT_LT(errors[95], 5.) << daemon_->log();
}

TEST_F(MidiClockInDaemon, CannotBeOverruledByHandButIsFollowedWhenItChanges) {
  std::optional<osc::Message> refusal;
  ASSERT_TRUE(comes_true([&] {
    refusal = client_->ask({"/aeolian/tempo", {140.f}}, "/aeolian/fail");
    return refusal.has_value();
  })) << "within the control loop's next turn";
  EXPECT_THAT(testing::PrintToString(refusal->arguments), HasSubstr("a MIDI clock leads the tempo"));
  clock_->set_tempo(150.);
  EXPECT_TRUE(comes_true([this] { return std::abs(client_->number("/aeolian/tempo") - 150.) < 1.; }))
      << client_->number("/aeolian/tempo");
}

TEST_F(MidiClockInDaemon, IsSetByHandAgainWhenTheClockIsLostAndGoesOnAtItsTempoUntilThen) {
  ASSERT_TRUE(comes_true([this] { return std::abs(client_->number("/aeolian/tempo") - 100.) < 0.5; }));
  clock_.reset();
  EXPECT_TRUE(comes_true([this] { return client_->leader() == "none"; })) << daemon_->log();
  EXPECT_NEAR(client_->number("/aeolian/tempo"), 100., 0.5);
  const double beat = client_->number("/aeolian/metrics/beat");
  EXPECT_TRUE(comes_true([&] { return client_->number("/aeolian/metrics/beat") > beat + 2.; }));
  EXPECT_FALSE(client_->ask({"/aeolian/tempo", {140.f}}, "/aeolian/fail"));
  EXPECT_EQ(client_->number("/aeolian/tempo"), 140.);
  EXPECT_THAT(daemon_->log(), HasSubstr("no clock leads any more"));
}

TEST_F(MidiClockInDaemon, WhatWaitsForTheBeatTakesEffectWhenTheSongStops) {
  client_->ask({"/aeolian/quantum", {64.f}}, "");
  client_->ask({"/aeolian/freeze", {true}}, "");
  ASSERT_TRUE(
      comes_true([this] { return client_->number("/aeolian/metrics/changes_waiting_for_beat") == 1.; }));
  clock_->stop();
  EXPECT_TRUE(
      comes_true([this] { return client_->number("/aeolian/metrics/changes_waiting_for_beat") == 0.; }));
  EXPECT_EQ(client_->leader(), "midi") << "its clocks go on";
}

TEST(JackTransportInDaemon, LeadsTempoAndBeat) {
  if (!midi::DummyJackServer::is_installed()) GTEST_SKIP() << "jackd is not installed: there is no transport";
  midi::DummyJackServer jack(1024);
  ASSERT_TRUE(jack.start());
  DaemonProcess daemon({"--osc-port", "0", "--http-port", "0", "--midi", "off", "--test-tone", "440",
                        "--output", "device:system", "--tempo-source", "jack"});
  Client client(daemon);
  EXPECT_EQ(client.leader(), "none") << "nobody counts the transport's bars yet";
  const auto transport = JackTransport::open("sequencer", 100.);
  ASSERT_TRUE(transport);
  ASSERT_TRUE(comes_true([&] { return client.leader() == "jack"; })) << daemon.log();
  EXPECT_EQ(client.number("/aeolian/metrics/beat"), 0.) << "it is stopped";

  transport->start();
  ASSERT_TRUE(comes_true([&] { return client.number("/aeolian/metrics/beat") > 1.; })) << daemon.log();
  EXPECT_NEAR(client.number("/aeolian/tempo"), 100., 0.1);
  EXPECT_TRUE(client.ask({"/aeolian/tempo", {140.f}}, "/aeolian/fail"));
  const std::chrono::duration<double> latency(client.number("/aeolian/metrics/device_latency_seconds"));
  std::vector<double> errors;
  for (int i = 0; i < 50; ++i) {
    errors.push_back(beat_error(
        client, [&] { return transport->line(); }, latency));
    std::this_thread::sleep_for(20ms);
  }
  std::ranges::sort(errors);
  RecordProperty("p95_ms", std::to_string(errors[47]));
  EXPECT_LT(errors[47], 5.) << daemon.log();

  transport->stop();
  EXPECT_TRUE(comes_true([&] {
    const double beat = client.number("/aeolian/metrics/beat");
    std::this_thread::sleep_for(50ms);
    return client.number("/aeolian/metrics/beat") == beat;
  }));
  jack.kill();
  EXPECT_TRUE(comes_true([&] { return client.leader() == "none"; })) << daemon.log();
}

/** A model that plays a hit every 103 frames: 100.3 a minute. */
Checkpoint drum_model() {
  std::vector<float> sound(std::size_t{6} * 103 * static_cast<std::size_t>(looping_front_end().hop));
  for (std::size_t at = 0; at < sound.size(); at += sound.size() / 6)
    add_hit(sound, static_cast<double>(at) / 44100.);
  return looping_model(sound, 103);
}

/**
 * 3.4 % slower than the hits of drum_model(), so that hits that do not follow it pass a quarter of its beat
 * in 5 s.
 */
constexpr double transport_bpm = 97.;

/**
 * The share of the hits of the last five seconds that are heard within 20 ms of a quarter of a beat. For hits
 * that drift past the quarters by one percent or more, it is at most four fifths.
 */
double share_in_time(const JackSink& sink, const JackTransport& transport) {
  const auto heard = sink.left().last(std::min(sink.frames(), std::size_t{5} * 48000));
  const auto first = sink.first_frame() + static_cast<jack_nframes_t>(heard.data() - sink.left().data());
  const float half = .5f * *std::ranges::max_element(heard);
  int hits = 0, in_time = 0;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    if (heard[i] < half) continue;
    const double quarters = 4. * transport.beat_at(first + static_cast<jack_nframes_t>(i));
    ++hits;
    in_time += std::abs(quarters - std::round(quarters)) / 4. * 60. / transport_bpm < .02;
    i += 4800;
  }
  return static_cast<double>(in_time) / hits;
}

/** Waits for at most half a minute of sound. */
bool come_in_time(const JackSink& sink, const JackTransport& transport) {
  for (int second = 0; second < 30; ++second) {
    if (share_in_time(sink, transport) > .9) return true;
    sink.wait_for(sink.frames() + 48000);
  }
  return false;
}

TEST(JackTransportInDaemon, BeatsOfWhatIsPlayedAreHeardWithThoseOfTheTransport) {
  if (!midi::DummyJackServer::is_installed()) GTEST_SKIP() << "jackd is not installed: there is no transport";
  midi::DummyJackServer jack(512);
  ASSERT_TRUE(jack.start());
  ScratchFolder folder;
  ASSERT_TRUE(write_checkpoint(folder / "drum.aeolian", drum_model()));
  const auto transport = JackTransport::open("sequencer", transport_bpm);
  ASSERT_TRUE(transport);
  transport->start();
  const auto sink = JackSink::open("sink-" + std::to_string(getpid()), std::size_t{90} * 48000);
  ASSERT_TRUE(sink);
  // At a quarter of the stretch, the pulse is found in a quarter of the time.
  DaemonProcess daemon({"--osc-port", "0", "--http-port", "0", "--midi", "off", "--checkpoint",
                        folder / "drum.aeolian", "--stretch", "0.25", "--tempo-follow", "--tempo-source",
                        "jack", "--output", "device:sink-" + std::to_string(getpid())});
  Client client(daemon);
  (void)client.ask({"/aeolian/guard", {std::int32_t{0}}}, "");  // the guard would end the loop
  ASSERT_TRUE(comes_true([&] { return client.number("/aeolian/metrics/beat_late_seconds") != 0.; }))
      << daemon.log();
  EXPECT_TRUE(come_in_time(*sink, *transport)) << share_in_time(*sink, *transport) << "\n" << daemon.log();
  // Half way between two quarters, so that hits that were on them by chance are now as far from them as
  // possible.
  transport->skip(1. / 8.);
  EXPECT_TRUE(comes_true([&] { return share_in_time(*sink, *transport) < .1; }));
  EXPECT_TRUE(come_in_time(*sink, *transport)) << share_in_time(*sink, *transport) << "\n" << daemon.log();
}

TEST(LinkInDaemon, SharesItsTempoWithAnotherProgram) {
#ifdef AEOLIAN_LINK_PEER
  run_in_own_network([] {
    DaemonProcess daemon(tone_with({"--tempo-source", "link", "--midi", "off"}));
    Client client(daemon);
    oscquery::Program peer({AEOLIAN_LINK_PEER, "90", "60"});
    ASSERT_TRUE(comes_true([&] { return client.leader() == "link"; })) << daemon.log();
    client.ask({"/aeolian/tempo", {100.f}}, "");
    EXPECT_TRUE(comes_true([&] { return peer.line().ends_with(" 100.000000\n"); }));
    EXPECT_EQ(client.number("/aeolian/tempo"), 100.);
  });
#else
  GTEST_SKIP() << "built without Ableton Link (package ableton-link-dev)";
#endif
}

/** The lines of a control log that are events, by their parameter. */
std::vector<std::pair<std::string, std::uint64_t>> logged(const std::filesystem::path& file) {
  std::vector<std::pair<std::string, std::uint64_t>> events;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json.contains("parameter")) events.emplace_back(json["parameter"], json["step"]);
  }
  return events;
}

TEST(QuantumInDaemon, AChangeIsLoggedAtTheStepAtWhichItTakesEffect) {
  ScratchFolder folder;
  const auto file = folder / "performance.jsonl";
  DaemonProcess daemon(tone_with({"--tempo", "60", "--quantum", "2", "--record-control", file.string()}));
  Client client(daemon);
  // Before the first block is played, no step has a time, and nothing waits.
  ASSERT_TRUE(comes_true([&] { return client.number("/aeolian/metrics/steps_total") > 20.; }))
      << daemon.log();
  // Shortly after a multiple, so that the next one is far away.
  ASSERT_TRUE(comes_true([&] { return std::fmod(client.number("/aeolian/metrics/beat"), 2.) < 0.5; }));
  client.ask({"/aeolian/seed", {7}}, "");
  client.ask({"/aeolian/temperature", {0.5f}}, "");
  const auto at = [&](const std::string& name) {
    const auto events = logged(file);
    const auto found = std::ranges::find_if(events.rbegin(), events.rend(),
                                            [&](const auto& event) { return event.first == name; });
    return found == events.rend() ? 0 : found->second;
  };
  const auto begin = at("seed");
  ASSERT_TRUE(comes_true([&] { return at("seed") > begin; })) << daemon.log();
  EXPECT_GT(at("seed"), at("temperature")) << "asked for before, heard after";
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(20s), 0);
}

}  // namespace
}  // namespace aeolian
