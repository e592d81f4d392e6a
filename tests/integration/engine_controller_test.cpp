// SPDX-License-Identifier: GPL-3.0-or-later
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <map>
#include <span>
#include <sstream>
#include <thread>

#include "core/audio/sound_file.h"
#include "core/model/checkpoint.h"
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/metric.h"
#include "tests/pitch.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::size_t a_minute = 60 * 48000;

/** A model that hums below 250 Hz, so that any jump is a click. */
Checkpoint hum(std::uint64_t seed) {
  Checkpoint checkpoint = random_checkpoint(ModelKind::small, seed);
  auto& mean = checkpoint.tensors["frames.mean"].values;
  std::fill(mean.begin(), mean.begin() + 8, -4.f);
  std::fill(mean.begin() + 8, mean.end(), -12.f);
  std::ranges::fill(checkpoint.tensors["frames.scale"].values, 0.05f);
  return checkpoint;
}

float largest_jump(std::span<const float> samples) {
  float most = 0.f;
  for (std::size_t i = 1; i < samples.size(); ++i)
    most = std::max(most, std::abs(samples[i] - samples[i - 1]));
  return most;
}

float level(std::span<const float> samples) {
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return static_cast<float>(std::sqrt(energy / static_cast<double>(samples.size())));
}

/** The whole program on a real JACK server, OSC clients, and a sink that records its output. */
class LiveInstrumentTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!midi::DummyJackServer::is_installed())
      GTEST_SKIP() << "jackd is not installed: nothing to listen with";
    ASSERT_TRUE(jack_.start());
    sink_ = JackSink::open(sink_name_, a_minute);
    ASSERT_NE(sink_, nullptr);
    std::filesystem::create_directories(folder_ / "models");
    ASSERT_TRUE(write_checkpoint(folder_ / "models/a.aeolian", hum(1)));
    ASSERT_TRUE(write_checkpoint(folder_ / "models/b.aeolian", hum(2)));
    std::ofstream(folder_ / "models/broken.aeolian") << "no checkpoint";
  }

  void TearDown() override {
    if (daemon_) {
      daemon_->send(SIGTERM);
      EXPECT_EQ(daemon_->wait(30s), 0) << daemon_->log();
    }
  }

  void play(std::vector<std::string> what, bool served = false) {
    what.insert(what.end(),
                {"--output", "device:" + sink_name_, "--osc-port", "0", "--models", folder_ / "models",
                 "--recordings", folder_ / "recordings", "--presets", folder_ / "presets"});
    if (!served) what.insert(what.end(), {"--http-port", "0"});
    daemon_ = std::make_unique<DaemonProcess>(what);
    ASSERT_NE(port_ = daemon_->osc_port(), 0) << daemon_->log();
    peer_ = std::make_unique<osc::OscPeer>(port_);
    ASSERT_TRUE(sink_->wait_for(48000)) << daemon_->log();
  }

  void play_model() { play({"--checkpoint", folder_ / "models/a.aeolian"}); }

  bool hear(double seconds) const {
    return sink_->wait_for(sink_->frames() + static_cast<std::size_t>(seconds * 48000));
  }

  std::map<std::string, float> metrics() { return aeolian::metrics(*peer_); }

  /** The answer to a command that finishes later. */
  osc::Message answer_to(const osc::Message& command) {
    peer_->send(command);
    return peer_->receive();
  }

  const std::string sink_name_ = "sink-" + std::to_string(getpid());
  ScratchFolder folder_;
  midi::DummyJackServer jack_;
  std::unique_ptr<JackSink> sink_;
  std::unique_ptr<DaemonProcess> daemon_;
  std::unique_ptr<osc::OscPeer> peer_;
  std::uint16_t port_ = 0;
};

/** Sends 10,000 messages a second, one in a hundred of them malformed; returns their number. */
int storm(const osc::OscPeer& peer, std::chrono::milliseconds duration, int& malformed) {
  const std::vector<std::byte> garbage(64, std::byte{0x2f});
  int sent = 0;
  auto due = std::chrono::steady_clock::now();
  for (const auto end = due + duration; due < end; due += 1ms) {
    std::this_thread::sleep_until(due);
    for (int i = 0; i < 10; ++i, ++sent) {
      const float value = static_cast<float>(sent % 1000) / 1000.f;
      if (sent % 100 == 0) {
        peer.send_raw(garbage);
        ++malformed;
      } else if (sent % 3 == 0) {
        peer.send({"/aeolian/temperature", {value}});
      } else if (sent % 3 == 1) {
        peer.send({"/aeolian/gain", {-6.f * value}});
      } else {
        peer.send({"/aeolian/encoding/interpolate", {std::string("rain"), std::string("thunder"), value}});
      }
    }
  }
  return sent;
}

TEST_F(LiveInstrumentTest, AStormOfOscIsCountedToTheLastPacketAndCausesNoUnderrun) {
  play_model();
  constexpr auto while_it_blows = 2s;
  bool storm_was_harmless = false;
  // Other programs may cause an underrun in any two seconds; a harmful storm would cause one every time.
  for (int round = 0; round < 3 && !storm_was_harmless; ++round) {
    const auto at_first = metrics();
    std::this_thread::sleep_for(while_it_blows);
    const auto before = metrics();
    int malformed = 0;
    const int sent = storm(*peer_, while_it_blows, malformed);
    std::this_thread::sleep_for(300ms);  // a query must not be lost with the storm
    auto after = metrics();
    float asked = 4;  // packets of the exchanges, each with its /sync, without the first sync
    const auto seen = [&] {
      return after["osc_packets_total"] + after["osc_dropped_total"] - before.at("osc_packets_total") -
             before.at("osc_dropped_total");
    };
    for (int look = 0; look < 100 && seen() < static_cast<float>(sent) + asked - 2.f; ++look) {
      std::this_thread::sleep_for(10ms);
      after = metrics();
      asked += 2;
    }
    EXPECT_EQ(seen(), static_cast<float>(sent) + asked - 2.f)
        << "each packet was read, or is counted as lost";
    const float dropped = after["osc_dropped_total"] - before.at("osc_dropped_total");
    const float refused = after["osc_malformed_total"] - before.at("osc_malformed_total");
    EXPECT_LE(refused, static_cast<float>(malformed));
    EXPECT_GE(refused, static_cast<float>(malformed) - dropped);
    const float quiet_underruns = before.at("underruns_total") - at_first.at("underruns_total");
    const float storm_underruns = after["underruns_total"] - before.at("underruns_total");
    std::cout << sent << " packets, " << dropped << " dropped, " << refused
              << " malformed; underruns: " << quiet_underruns << " in quiet, " << storm_underruns
              << " in the storm\n";
    storm_was_harmless = storm_underruns <= quiet_underruns;
  }
  EXPECT_TRUE(storm_was_harmless);
}

TEST_F(LiveInstrumentTest, AStormOfModelChangesIsAnsweredAndDoesNotClick) {
  play_model();
  ASSERT_TRUE(hear(1.));
  const std::size_t a_ends = sink_->frames();
  ASSERT_EQ(answer_to({"/aeolian/model/load", {std::string("b")}}).path, "/aeolian/done");
  ASSERT_TRUE(hear(1.5));
  const std::size_t b_ends = sink_->frames();
  constexpr int changes = 40;
  for (int i = 0; i < changes; ++i) {
    peer_->send({"/aeolian/model/load", {std::string(i % 2 == 0 ? "a" : "b")}});
    std::this_thread::sleep_for(50ms);
  }
  int done = 0;
  int busy = 0;
  for (int i = 0; i < changes; ++i) {
    const osc::Message answer = peer_->receive();
    done += answer.path == "/aeolian/done" ? 1 : 0;
    busy += answer.path == "/aeolian/fail" ? 1 : 0;
  }
  EXPECT_EQ(done + busy, changes) << "every request is answered";
  EXPECT_GT(done, 3) << daemon_->log();
  ASSERT_TRUE(hear(0.5));
  const auto heard = sink_->left();
  const float of_a = largest_jump(heard.subspan(24000, a_ends - 24000));
  const float of_b = largest_jump(heard.subspan(b_ends - 48000, 48000));
  const float in_storm = largest_jump(heard.subspan(b_ends));
  std::cout << done << " changes, " << busy << " gave way; largest jump: " << of_a << " and " << of_b
            << " alone, " << in_storm << " in the storm, at a level of " << level(heard.subspan(b_ends))
            << "\n";
  EXPECT_GT(level(heard.subspan(b_ends)), 5.f * of_b) << "a cut would be heard as a jump of this size";
  EXPECT_LT(in_storm, 2.f * std::max(of_a, of_b));
}

TEST_F(LiveInstrumentTest, ABrokenModelFileLeavesWhatPlays) {
  play_model();
  const osc::Message answer = answer_to({"/aeolian/model/load", {std::string("broken")}});
  EXPECT_EQ(answer.path, "/aeolian/fail");
  EXPECT_EQ(answer_to({"/aeolian/model/load", {std::string("../models/b")}}).path, "/aeolian/fail");
  const auto current = peer_->exchange({"/aeolian/model/current", {}});
  ASSERT_EQ(current.size(), 1u);
  EXPECT_EQ(current[0].arguments, (std::vector<osc::Argument>{std::string("a")}));
  const std::size_t begin = sink_->frames();
  ASSERT_TRUE(hear(0.5));
  EXPECT_GT(level(sink_->left().subspan(begin)), 0.001f);
}

TEST_F(LiveInstrumentTest, ARecordingHoldsTheToneAndTheLevelThatJackHeard) {
  play({"--test-tone", "440"});
  peer_->send({"/aeolian/gain", {-6.f}});
  ASSERT_TRUE(hear(0.3));
  const auto started = peer_->exchange({"/aeolian/record/start", {std::string("take.flac")}});
  ASSERT_EQ(started.size(), 1u);
  EXPECT_EQ(started[0].path, "/aeolian/done");
  const std::size_t begin = sink_->frames();
  ASSERT_TRUE(hear(1.5));
  const auto stopped = peer_->exchange({"/aeolian/record/stop", {}});
  ASSERT_EQ(stopped.size(), 1u);
  EXPECT_EQ(stopped[0].path, "/aeolian/done");
  const auto heard = sink_->left().subspan(begin, 48000);
  const auto sound = read_sound(folder_ / "recordings/take.flac");
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->sample_rate, 44100) << "the generator's own";
  ASSERT_GT(sound->seconds(), 1.4);
  const auto recorded = std::span<const float>(sound->samples).subspan(4410, 44100);
  EXPECT_NEAR(pitch(recorded, 44100), pitch(heard, 48000), 0.05);
  EXPECT_NEAR(20. * std::log10(level(recorded) / level(heard)), 0., 0.05);
}

TEST_F(LiveInstrumentTest, LatencyIsMeasured) {
  play_model();
  for (int i = 0; i < 20; ++i) {
    peer_->send({"/aeolian/gain", {-1.f * static_cast<float>(i % 2)}});
    peer_->send({"/aeolian/tilt", {static_cast<float>(i % 2)}});
    peer_->send({"/aeolian/temperature", {0.5f + 0.1f * static_cast<float>(i % 2)}});
    std::this_thread::sleep_for(30ms);
  }
  ASSERT_TRUE(hear(0.5));
  auto figures = metrics();
  for (const std::string kind : {"output", "frame", "model"}) {
    std::cout << kind << ": first " << figures[kind + "_latency_first_p50_seconds"] << " s, half "
              << figures[kind + "_latency_half_p50_seconds"] << " s (p50), longest "
              << figures[kind + "_latency_half_max_seconds"] << " s\n";
    EXPECT_GT(figures[kind + "_changes_total"], 5.f);
    EXPECT_GT(figures[kind + "_latency_first_p50_seconds"], 0.f);
    EXPECT_LE(figures[kind + "_latency_first_p50_seconds"], figures[kind + "_latency_half_p50_seconds"]);
    EXPECT_LT(figures[kind + "_latency_half_p50_seconds"], 1.f);
  }
  EXPECT_GT(figures["step_time_p50_seconds"], 0.f);
  EXPECT_GT(figures["look_ahead_seconds"], 0.f);
  EXPECT_LT(figures["ring_fill_seconds"], 2.f);
}

TEST_F(LiveInstrumentTest, ACheckpointIsHeardWhileItTrains) {
  play({"--checkpoint", folder_ / "models/a.aeolian", "--watch"});
  Checkpoint quieter = hum(1);
  for (float& mean : quieter.tensors["frames.mean"].values) mean -= 1.f;
  const float before = level(sink_->left().last(24000));
  ASSERT_TRUE(write_checkpoint(folder_ / "models/a.aeolian", quieter));
  EXPECT_TRUE(comes_true([&] { return level(sink_->left().last(24000)) < 0.5f * before; })) << daemon_->log();
  EXPECT_THAT(daemon_->log(), HasSubstr("fading to a"));
}

/** The log stores the quality and weights that were played, so replay needs no option. */
class ControlLogOfALivePerformance : public testing::TestWithParam<std::pair<std::string, std::string>> {};
INSTANTIATE_TEST_SUITE_P(In, ControlLogOfALivePerformance,
                         testing::Values(std::pair{"normal", "auto"}, std::pair{"refined", "auto"},
                                         std::pair{"normal", "int8"}),
                         [](const auto& of) { return of.param.first + "_" + of.param.second; });

TEST_P(ControlLogOfALivePerformance, RendersTheSamplesThatWereHeardThroughAModelChange) {
  const ScratchFolder folder;
  for (const int seed : {1, 2}) {
    const std::string name = seed == 1 ? "a.aeolian" : "b.aeolian";
    ASSERT_TRUE(write_checkpoint(folder / name, random_checkpoint(ModelKind::small, seed)));
  }
  const std::vector<std::string> subject{"--checkpoint", folder / "a.aeolian", "--duration", "4"};
  {
    auto live = subject;
    live.insert(live.end(), {"--output", "null", "--osc-port", "0", "--http-port", "0", "--record-control",
                             folder / "log", "--recordings", folder / "recordings", "--quality",
                             GetParam().first, "--weights", GetParam().second});
    DaemonProcess daemon(live);
    const std::uint16_t port = daemon.osc_port();
    ASSERT_NE(port, 0) << daemon.log();
    osc::OscPeer peer(port);
    std::this_thread::sleep_for(500ms);
    ASSERT_EQ(peer.exchange({"/aeolian/record/start", {std::string("take.wav")}})[0].path, "/aeolian/done");
    peer.send({"/aeolian/model/load", {std::string("b")}});
    ASSERT_EQ(peer.receive().path, "/aeolian/done") << daemon.log();
    peer.send({"/aeolian/temperature", {1.5f}});
    peer.send({"/aeolian/freeze", {1}});
    for (int i = 0; i < 60; ++i) {
      peer.send({"/aeolian/transpose", {.1f * static_cast<float>(i)}});
      std::this_thread::sleep_for(5ms);
    }
    peer.send({"/aeolian/freeze", {0}});
    std::this_thread::sleep_for(500ms);
    ASSERT_EQ(peer.exchange({"/aeolian/record/stop", {}})[0].path, "/aeolian/done");
    ASSERT_EQ(daemon.wait(30s), 0) << daemon.log();
  }
  auto offline = subject;
  offline.insert(offline.end(),
                 {"--output", "file:" + (folder / "again.wav").string(), "--replay-control", folder / "log"});
  DaemonProcess daemon(offline);
  ASSERT_EQ(daemon.wait(30s), 0) << daemon.log();
  std::stringstream log;
  log << std::ifstream(folder / "log").rdbuf();
  EXPECT_THAT(log.str(), HasSubstr("\"hop\":")) << "some took effect within a step";

  const auto take = read_sound(folder / "recordings/take.wav");
  const auto again = read_sound(folder / "again.wav");
  ASSERT_TRUE(take && again);
  ASSERT_GT(take->seconds(), 0.7);
  // A recording fades in and out in 5 ms.
  const auto heard = std::span<const float>(take->samples).subspan(80, take->samples.size() - 160);
  EXPECT_FALSE(std::ranges::search(again->samples, heard).empty()) << "bit for bit";
}

/** The answer of the HTTP server at `port` to a request that ends the connection. */
std::string answer_of(int port, const std::string& request) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer(65536, '\0');
  std::size_t size = 0;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      write(connection, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
    for (ssize_t count = 0; (count = read(connection, answer.data() + size, answer.size() - size)) > 0;) {
      size += static_cast<std::size_t>(count);
    }
  }
  close(connection);
  return answer.substr(0, size);
}

TEST_F(LiveInstrumentTest, OscQueryTellsWhatOscSetAndTheLevelAndServesThePage) {
  const int http_port = 20000 + getpid() % 20000;
  play({"--test-tone", "440", "--http-port", std::to_string(http_port)}, /*served=*/true);
  const auto get = [&](const std::string& path, const std::string& accept) {
    return answer_of(http_port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: " + accept +
                                    "\r\nConnection: close\r\n\r\n");
  };
  peer_->exchange({"/aeolian/gain", {-7.f}});
  EXPECT_THAT(get("/aeolian/gain", "*/*"), HasSubstr("-7")) << daemon_->log();
  EXPECT_TRUE(comes_true([&] {
    const auto levels = get("/aeolian/level", "*/*");
    return levels.find("\"VALUE\":[-") != std::string::npos && levels.find("[-100.0") == std::string::npos;
  })) << "the tone is heard";
  EXPECT_THAT(get("/", "text/html"), HasSubstr("<!doctype html>")) << "the page is beside the program";
}

}  // namespace
}  // namespace aeolian
