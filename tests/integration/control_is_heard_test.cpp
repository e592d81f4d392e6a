// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <rtmidi/RtMidi.h>

#include <cmath>

#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_ear.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/protocols/pd/pd_process.h"

namespace aeolian {
namespace {

/** Runs the whole program on a real JACK server, controlled by the test, which also listens to its output. */
class ControlIsHeardTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!midi::DummyJackServer::is_installed())
      GTEST_SKIP() << "jackd is not installed: nothing to listen with";
    ASSERT_TRUE(jack_.start());
    ear_ = std::make_unique<JackEar>();
    daemon_ = std::make_unique<DaemonProcess>(
        std::vector<std::string>{"--test-tone", "440", "--output", "device:JACK Audio", "--osc-port", "0"});
    ASSERT_NE(port_ = daemon_->osc_port(), 0) << daemon_->log();
    ASSERT_TRUE(comes_true([this] { return ear_->listen_to("aeolian:"); })) << daemon_->log();
    ASSERT_TRUE(comes_true([this] { return ear_->level() > 0.05f; })) << daemon_->log();
    ASSERT_TRUE(comes_true([this] { return is_steady(); }));
    full_ = ear_->level();
  }

  void TearDown() override {
    daemon_.reset();
    // A server waits ten seconds for a client that left without closing, and so would a client closing at
    // that time.
    jack_.kill();
  }

  bool is_steady() const {
    const float before = ear_->level();
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    return std::abs(ear_->level() / before - 1.f) < 0.01f;
  }
  /** Whether the tone reaches `db` relative to its level at the start, to half a decibel. */
  bool is_heard_at(double db) {
    return comes_true([=, this] { return std::abs(20. * std::log10(ear_->level() / full_) - db) < 0.5; });
  }
  bool is_silent() {
    return comes_true([this] { return ear_->level() < 1e-5f; });
  }

  /** Opens the program's MIDI port, as soon as it exists. */
  static bool open(RtMidiOut& out) {
    return comes_true([&] {
      for (unsigned i = 0; i < out.getPortCount(); ++i) {
        if (out.getPortName(i) != "aeolian-midi:in") continue;
        out.openPort(i, "out");
        return true;
      }
      return false;
    });
  }
  /** Whether a sequencer, which then disconnects, can set the gain to `db` by its volume. */
  bool midi_brings_gain_to(float db, unsigned char volume) const {
    RtMidiOut out(RtMidi::UNIX_JACK, "sequencer");
    osc::OscPeer peer(port_);
    // A fader picks up the gain coming from the other end. JACK loses messages sent before a new connection
    // is in its graph.
    return open(out) && comes_true([&] {
             for (const auto value : {static_cast<unsigned char>(127 - volume), volume}) {
               const std::vector<unsigned char> message{0xB0, 7, value};
               out.sendMessage(&message);
             }
             const auto gain = peer.exchange({"/aeolian/gain", {}});
             return !gain.empty() && gain[0].arguments == std::vector<osc::Argument>{db};
           });
  }

  midi::DummyJackServer jack_{1024};
  std::unique_ptr<JackEar> ear_;
  std::unique_ptr<DaemonProcess> daemon_;
  std::uint16_t port_ = 0;
  float full_ = 0.f;
};

TEST_F(ControlIsHeardTest, OscGainAndMute) {
  osc::OscPeer peer(port_);
  peer.send({"/aeolian/gain", {-12.f}});
  EXPECT_TRUE(is_heard_at(-12.)) << ear_->level() / full_;
  peer.send({"/aeolian/mute", {true}});
  EXPECT_TRUE(is_silent()) << ear_->level();
  peer.send({"/aeolian/mute", {false}});
  EXPECT_TRUE(is_heard_at(-12.)) << ear_->level() / full_;
  peer.send({"/aeolian/gain", {-60.f}});
  EXPECT_TRUE(is_silent()) << ear_->level();
}

TEST_F(ControlIsHeardTest, PureDatasGainAndMute) {
  if (!PdProcess::is_installed()) GTEST_SKIP() << "Pure Data (package puredata-core) is not installed";
  const auto connect = "aeolian-connect 127.0.0.1 " + std::to_string(port_);
  {
    const PdProcess pd({AEOLIAN_PD_PATCH}, {connect, "aeolian-gain -12"});
    EXPECT_TRUE(is_heard_at(-12.)) << ear_->level() / full_ << pd.printed();
  }
  const PdProcess pd({AEOLIAN_PD_PATCH}, {connect, "aeolian-mute 1"});
  EXPECT_TRUE(is_silent()) << ear_->level() << pd.printed();
}

TEST_F(ControlIsHeardTest, MidiVolumeAndPanic) {
  RtMidiOut out(RtMidi::UNIX_JACK, "sequencer");
  ASSERT_TRUE(open(out)) << daemon_->log();
  // JACK loses messages sent before a new connection is in its graph, so each is repeated until it takes
  // effect.
  const auto send_until = [&](const std::vector<unsigned char>& message, const auto& heard) {
    return comes_true([&] {
      out.sendMessage(&message);
      return heard();
    });
  };
  const auto db = [this] { return 20. * std::log10(ear_->level() / full_); };
  // A fader moves the gain once it has picked it up, at its present end.
  EXPECT_TRUE(comes_true([&] {
    for (const unsigned char value : {127, 64}) {
      const std::vector<unsigned char> message{0xB0, 7, value};
      out.sendMessage(&message);
    }
    return db() < -6.;
  })) << db();
  EXPECT_TRUE(comes_true([&] { return std::abs(db() + 11.9) < 0.5; })) << db();
  EXPECT_TRUE(send_until({0xB0, 120, 0}, [&] { return ear_->level() < 1e-5f; })) << db();
  EXPECT_TRUE(send_until({0x90, 60, 100}, [&] { return std::abs(db() + 11.9) < 0.5; })) << db();
}

TEST_F(ControlIsHeardTest, MidiMovesTheGainAgainAfterTheJackServerWasKilledAndHasComeBack) {
  EXPECT_TRUE(midi_brings_gain_to(-60.f, 0)) << daemon_->log();
  EXPECT_TRUE(is_silent()) << ear_->level();
  ear_.reset();
  jack_.kill();
  ASSERT_TRUE(jack_.start());
  EXPECT_TRUE(midi_brings_gain_to(0.f, 127)) << daemon_->log();
  ear_ = std::make_unique<JackEar>();
  ASSERT_TRUE(comes_true([this] { return ear_->listen_to("aeolian:"); })) << daemon_->log();
  EXPECT_TRUE(is_heard_at(0.)) << ear_->level() / full_;
}

}  // namespace
}  // namespace aeolian
