// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "tests/comes_true.h"
#include "tests/integration/busy_cores.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/metric.h"
#include "tests/integration/sound_server.h"
#include "tests/integration/tone.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/tone_continuity.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t a_second = SoundServer::rate;
constexpr double noise_of_servers = 0.01;  // relative to the tone's level: they resample

/** The recording from the first non-zero sample on. */
std::span<const float> sounding(const std::vector<float>& heard) {
  const auto begin = std::ranges::find_if(heard, [](float sample) { return sample != 0.f; });
  return {begin, heard.end()};
}

/** The number of steps made by the daemon, read by OSC. */
float steps_of(osc::OscPeer& peer) {
  return metrics(peer)["steps_total"];
}

/** Tests that the daemon survives the end or standstill of PulseAudio and PipeWire. */
class SoundServerLoss : public testing::TestWithParam<SoundServer::Kind> {
 protected:
  void SetUp() override {
    if (const std::string missing = SoundServer::missing(GetParam()); !missing.empty()) {
      GTEST_SKIP() << missing;
    }
    server_ = std::make_unique<SoundServer>(GetParam());
    ASSERT_TRUE(server_->start());
    server_->listen();
    ASSERT_TRUE(comes_true([&] { return server_->heard().size() > a_second / 10; }))
        << "the recorder is running";
    daemon_ = std::make_unique<DaemonProcess>(
        std::vector<std::string>{"--osc-port", "0", "--http-port", "0", "--test-tone", "440"});
    ASSERT_TRUE(comes_true([&] { return sounding(server_->heard()).size() > a_second; })) << daemon_->log();
  }

  void TearDown() override {
    if (!daemon_) {
      return;
    }
    daemon_->send(SIGTERM);
    EXPECT_EQ(daemon_->wait(30s), 0) << daemon_->log();
  }

  /** Checks that a recording started now contains the tone. */
  void expect_return() {
    const auto back = steady_clock::now();
    server_->listen();
    ASSERT_TRUE(comes_true([&] { return !sounding(server_->heard()).empty(); })) << daemon_->log();
    const double silent_for = std::chrono::duration<double>(steady_clock::now() - back).count();
    std::cout << "sound was back " << silent_for << " s after its server\n";
    RecordProperty("seconds_to_return", std::to_string(silent_for));
    EXPECT_LT(silent_for, 15.) << "five seconds are meant, and are kept where the machine is idle";
  }

  /** Whether the last half second is the complete tone: no gap, no click, its pitch and level. */
  bool is_full_tone() const {
    const auto heard = server_->heard();
    if (heard.size() < a_second) return false;
    const ToneReport report =
        judge_tone(std::span(heard).last(a_second / 2), SoundServer::rate, tone_hz, noise_of_servers);
    return report.gaps.empty() && report.clicks.empty() && std::abs(report.hz - tone_hz) < 0.1 &&
           std::abs(report.level - static_cast<double>(tone_level)) < 0.005;
  }

  std::unique_ptr<SoundServer> server_;
  std::unique_ptr<DaemonProcess> daemon_;
};

TEST_P(SoundServerLoss, TheToneBeginsFromSilence) {
  const auto heard = server_->heard();
  const auto tone = sounding(heard);
  EXPECT_LT(peak(tone.first(240)), 0.05f);
  EXPECT_TRUE(comes_true([&] { return is_full_tone(); }));
}

TEST_P(SoundServerLoss, SoundReturnsByItselfWithItsServerUnderLoad) {
  auto load = std::make_unique<BusyCores>();
  const pid_t first = daemon_->output_process();
  server_->kill();
  ASSERT_TRUE(comes_true([&] { return daemon_->log().find("was lost") != std::string::npos; }))
      << daemon_->log();
  osc::OscPeer peer(daemon_->osc_port());
  const float steps = steps_of(peer);
  std::this_thread::sleep_for(2s);
  EXPECT_GT(steps_of(peer), steps + 20.f) << "43 steps a second go on without a device";
  ASSERT_TRUE(server_->start());
  expect_return();
  load.reset();
  EXPECT_TRUE(comes_true([&] { return is_full_tone(); })) << daemon_->log();
  EXPECT_NE(daemon_->output_process(), first) << "the process that plays is a new one";
}

TEST_P(SoundServerLoss, SoundReturnsByItselfWhenASuspendedSinkWakesUp) {
  ASSERT_TRUE(server_->suspend(true));
  std::this_thread::sleep_for(4s);
  ASSERT_TRUE(server_->suspend(false));
  expect_return();
  EXPECT_TRUE(comes_true([&] { return is_full_tone(); })) << daemon_->log();
}

INSTANTIATE_TEST_SUITE_P(Of, SoundServerLoss,
                         testing::Values(SoundServer::Kind::pulseaudio, SoundServer::Kind::pipewire),
                         [](const auto& server) {
                           return server.param == SoundServer::Kind::pulseaudio ? "PulseAudio" : "PipeWire";
                         });

}  // namespace
}  // namespace aeolian
