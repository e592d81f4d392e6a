// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <numbers>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/sound_server.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

constexpr float spoken_hz = 330.f;

/** A minute of a tone with two harmonics. */
std::vector<float> tone() {
  std::vector<float> sound(60 * SoundServer::rate);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const float phase = 2.f * std::numbers::pi_v<float> * spoken_hz *
                        static_cast<float>(i % SoundServer::rate) / static_cast<float>(SoundServer::rate);
    sound[i] = .2f * std::sin(phase) + .1f * std::sin(2.f * phase);
  }
  return sound;
}

/** The level, dB, and pitch, Hz, heard by a daemon. */
struct Heard {
  float level_db = -100.f, pitch_hz = 0.f;
};

/** Listens to the default source of PulseAudio and PipeWire through PortAudio. */
class SoundServerListening : public testing::TestWithParam<SoundServer::Kind> {
 protected:
  void SetUp() override {
    if (const std::string missing = SoundServer::missing(GetParam()); !missing.empty())
      GTEST_SKIP() << missing;
  }

  static Heard heard(osc::OscPeer& peer) {
    const auto replies = peer.exchange({"/aeolian/listen/heard", {}});
    if (replies.size() != 1 || replies[0].arguments.size() < 4) return {};
    return {std::get<float>(replies[0].arguments[0]), std::get<float>(replies[0].arguments[3])};
  }

  static bool is_tone(const Heard& heard) {
    return heard.level_db > -30.f && std::abs(heard.pitch_hz - spoken_hz) < 5.f;
  }
};

TEST_P(SoundServerListening, HearsTheDefaultSourceAndAgainAfterItsServerWasLost) {
  SoundServer server(GetParam());
  ASSERT_TRUE(server.start());
  const auto sound = tone();
  ASSERT_TRUE(server.speak(sound));
  DaemonProcess daemon({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--osc-port", "0", "--http-port", "0",
                        "--midi", "off", "--input", "device"});
  ASSERT_TRUE(comes_true([&] { return daemon.osc_port() != 0; })) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  EXPECT_TRUE(comes_true([&] { return is_tone(heard(peer)); })) << daemon.log();
  server.kill();
  EXPECT_TRUE(comes_true([&] { return heard(peer).level_db < -90.f; })) << "silence, and it plays on";
  ASSERT_TRUE(server.start());
  ASSERT_TRUE(server.speak(sound));
  EXPECT_TRUE(comes_true([&] { return is_tone(heard(peer)); })) << daemon.log();
}

INSTANTIATE_TEST_SUITE_P(Of, SoundServerListening,
                         testing::Values(SoundServer::Kind::pulseaudio, SoundServer::Kind::pipewire),
                         [](const auto& server) {
                           return server.param == SoundServer::Kind::pulseaudio ? "PulseAudio" : "PipeWire";
                         });

}  // namespace
}  // namespace aeolian
