// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rtmidi/RtMidi.h>
#include <sched.h>
#include <sys/mount.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <thread>

#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

const std::vector<std::string> tone{"--test-tone", "440", "--output",    "null",
                                    "--osc-port",  "0",   "--http-port", "0"};

std::vector<std::string> tone_with(const std::vector<std::string>& more) {
  auto options = tone;
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

/** The metrics of a daemon, read by OSC. */
class Figures {
 public:
  explicit Figures(const DaemonProcess& daemon) : peer_(daemon.osc_port()) {}

  float temperature() { return number("/aeolian/temperature"); }
  float metric(const std::string& name) { return number("/aeolian/metrics/" + name); }
  bool goes_on() {
    const float steps = metric("steps_total");
    return comes_true([&] { return metric("steps_total") > steps + 10.f; });
  }

 private:
  /** Repeats the query if the daemon refuses it, because a sender has a budget. */
  float number(const std::string& path) {
    float value = -1.f;
    comes_true([&] {
      for (const osc::Message& reply : peer_.exchange({path, {}})) {
        if (reply.path != path || reply.arguments.empty()) continue;
        if (const auto* told = std::get_if<float>(&reply.arguments[0])) value = *told;
        return true;
      }
      return false;
    });
    return value;
  }

  osc::OscPeer peer_;
};

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

/** Tests losing the process that receives MIDI, in a daemon on a real JACK server. */
class LostMidi : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (!midi::DummyJackServer::is_installed())
      GTEST_SKIP() << "jackd is not installed: no real MIDI system to play with";
  }

  midi::DummyJackServer jack_{1024};
};
INSTANTIATE_TEST_SUITE_P(By, LostMidi, testing::Values(SIGKILL, SIGSTOP), [](const auto& signal) {
  return signal.param == SIGKILL ? "Killed" : "StandingStill";
});

/** Moves CC 70 from its bottom, where the pickup takes over, to its top, until `is_heard`. */
template <class Condition>
bool turned_up(const Condition& is_heard) {
  RtMidiOut out(RtMidi::UNIX_JACK, "sequencer");
  out.setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
  const bool is_open = comes_true([&] {
    for (unsigned i = 0; i < out.getPortCount(); ++i) {
      if (out.getPortName(i) != "aeolian-midi:in") continue;
      out.openPort(i, "out");
      return true;
    }
    return false;
  });
  return is_open && comes_true([&] {
           for (const unsigned char value : {0, 40, 80, 127}) {
             const std::vector<unsigned char> message{0xB0, 70, value};
             out.sendMessage(&message);
           }
           return is_heard();
         });
}

TEST_P(LostMidi, IsStartedAgainWithWhatItHasLearnedWhileSoundAndOscGoOn) {
  ASSERT_TRUE(jack_.start());
  DaemonProcess daemon(tone);
  Figures figures(daemon);
  ASSERT_TRUE(comes_true([&] { return figures.metric("midi_connected") == 1.f; })) << daemon.log();
  osc::OscPeer objective(daemon.osc_port());
  objective.send({"/aeolian/midi/learn", {std::string("/temperature")}});
  ASSERT_TRUE(turned_up([&] { return figures.metric("midi_messages_total") > 8.f; }));
  ASSERT_TRUE(turned_up([&] { return figures.temperature() == 2.f; })) << daemon.log();

  const pid_t lost = daemon.midi_process();
  ASSERT_GT(lost, 0);
  kill(lost, GetParam());
  EXPECT_TRUE(figures.goes_on()) << daemon.log();
  objective.send({"/aeolian/temperature", {0.5f}});
  EXPECT_TRUE(comes_true([&] { return figures.metric("midi_restarts_total") == 1.f; })) << daemon.log();
  EXPECT_TRUE(comes_true([&] { return figures.metric("midi_connected") == 1.f; })) << daemon.log();
  EXPECT_TRUE(turned_up([&] { return figures.temperature() == 2.f; })) << "by the same port\n"
                                                                       << daemon.log();
  EXPECT_EQ(count(daemon.log(), "restarting it"), 1) << daemon.log();

  kill(daemon.midi_process(), SIGSTOP);
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(20s), 0) << "ending does not wait for a process that hangs";
}

TEST(MidiInDaemon, EndsWithin2SecondsWhileTheMidiProcessStandsStill) {
  DaemonProcess daemon(tone);
  Figures figures(daemon);
  ASSERT_TRUE(comes_true([&] { return daemon.midi_process() > 0; })) << daemon.log();
  kill(daemon.midi_process(), SIGSTOP);
  const auto before = std::chrono::steady_clock::now();
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(20s), 0);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
  RecordProperty("seconds_to_end", std::to_string(took.count()));
  EXPECT_LT(took, 5s) << "2 s, and what a busy machine adds";
}

TEST(MidiInDaemon, IsNotStartedWhereItIsSwitchedOff) {
  DaemonProcess daemon(tone_with({"--midi", "off"}));
  Figures figures(daemon);
  EXPECT_TRUE(figures.goes_on());
  EXPECT_EQ(daemon.midi_process(), -1);
  osc::OscPeer peer(daemon.osc_port());
  peer.send({"/aeolian/midi/learn", {std::string("/temperature")}});
  const auto reply = peer.receive();
  EXPECT_EQ(reply.path, "/aeolian/fail");
  EXPECT_THAT(testing::PrintToString(reply.arguments), HasSubstr("MIDI is switched off"));
  EXPECT_EQ(daemon.log().find("MIDI"), std::string::npos) << daemon.log();
}

/** A daemon in its own folder, with some file in place of aeolian-midi. */
class MidiProgram : public testing::Test {
 protected:
  MidiProgram() { fs::copy_file(AEOLIAND, folder_ / "aeoliand"); }

  void plays_without_midi(const std::string& why) {
    DaemonProcess daemon(tone, folder_ / "aeoliand");
    Figures figures(daemon);
    EXPECT_TRUE(comes_true([&] { return figures.metric("midi_restarts_total") >= 3.f; })) << daemon.log();
    EXPECT_TRUE(figures.goes_on());
    EXPECT_EQ(figures.metric("midi_connected"), 0.f);
    EXPECT_EQ(count(daemon.log(), why), 1) << daemon.log();
    EXPECT_EQ(count(daemon.log(), "restarting it"), 1) << daemon.log();
  }

  ScratchFolder folder_;
};

TEST_F(MidiProgram, ThatIsMissingKeepsNothingFromPlayingAndIsToldOnce) {
  plays_without_midi("the program aeolian-midi, which receives MIDI, is not beside");
}

TEST_F(MidiProgram, ThatCrashesAtEachStartKeepsNothingFromPlayingAndIsToldOnce) {
  std::ofstream(folder_ / "aeolian-midi") << "#!/bin/sh\nkill -BUS $$\n";
  fs::permissions(folder_ / "aeolian-midi", fs::perms::owner_all);
  plays_without_midi("aeolian-midi was ended by signal 7");
}

/** Gives the calling thread, and its children, a private /dev/shm of `size`; false = not permitted. */
bool take_private_shared_memory(const std::string& size) {
  return unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("tmpfs", "/dev/shm", "tmpfs", 0, ("mode=1777,size=" + size).c_str()) == 0;
}

/** Runs `test` on a thread with a private /dev/shm. */
template <class Test>
bool with_private_shared_memory(const std::string& size, const Test& test) {
  bool allowed = false;
  std::thread([&] {
    allowed = take_private_shared_memory(size);
    if (allowed) test();
  }).join();
  return allowed;
}

TEST(MidiInDaemon, GoesOnWhereJacksDatabaseInSharedMemoryIsTruncated) {
  const bool allowed = with_private_shared_memory("64m", [] {
    const fs::path database = "/dev/shm/jack_db-" + std::to_string(getuid());
    DaemonProcess daemon(tone);
    Figures figures(daemon);
    if (!comes_true([&] { return fs::exists(database / "__db.003"); })) {
      GTEST_SKIP() << "this libjack keeps no database in /dev/shm";
    }
    fs::resize_file(database / "__db.002", 0);
    // The next process opens the database again, and crashes, waits for a lock or recovers, depending on
    // libjack.
    kill(daemon.midi_process(), SIGKILL);
    EXPECT_TRUE(comes_true([&] { return figures.metric("midi_restarts_total") >= 1.f; })) << daemon.log();
    EXPECT_TRUE(figures.goes_on()) << daemon.log();
    fs::remove_all(database);
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(20s), 0);
  });
  if (!allowed) GTEST_SKIP() << "a /dev/shm of its own takes root and mount namespaces";
}

/** The libraries that a program is linked with. */
std::string needed_libraries(const fs::path& program) {
  return oscquery::output_of("ldd " + program.string());
}

TEST(MidiInDaemon, NoLibraryOfSoundOrMidiSystemsIsLoadedByTheDaemonItself) {
  const auto libraries = needed_libraries(AEOLIAND);
  ASSERT_THAT(libraries, HasSubstr("liblo.so"));
  for (const auto* library : {"libjack", "librtmidi", "libasound", "libportaudio"}) {
    EXPECT_THAT(libraries, Not(HasSubstr(library)));
  }
}

}  // namespace
}  // namespace aeolian
