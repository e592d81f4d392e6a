// SPDX-License-Identifier: GPL-3.0-or-later
// midi_bench [COUNT]: the time from moving a controller until the value is in force, with a JACK server with
// its dummy driver (256 frames, 48 kHz), a sequencer on it, aeoliand with null output, and an OSC client that
// queries the value as fast as it is answered. This includes half a period of 5.3 ms on average.

#include <rtmidi/RtMidi.h>

#include <chrono>
#include <cstdio>
#include <random>
#include <thread>
#include <vector>

#include "core/parse_number.h"
#include "tests/bench/machine.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto patience = 1s;

class Bench {
 public:
  Bench() : daemon_({"--test-tone", "440", "--output", "null", "--osc-port", "0", "--http-port", "0"}) {}

  bool connect() {
    return comes_true([this] {
      for (unsigned i = 0; i < out_.getPortCount(); ++i) {
        if (out_.getPortName(i) != "aeolian-midi:in") continue;
        out_.openPort(i, "out");
        std::this_thread::sleep_for(1s);
        for (unsigned char value = 0; value < 128; ++value) turn(value);  // picks up the temperature
        std::this_thread::sleep_for(1s);
        return true;
      }
      return false;
    });
  }

  /** Milliseconds until the value changes; the timeout if it does not. */
  double move(unsigned char value) {
    const auto before = temperature();
    const auto begin = steady_clock::now();
    turn(value);
    while (temperature() == before && steady_clock::now() - begin < patience) {
    }
    return std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count();
  }

 private:
  void turn(unsigned char value) {
    const std::vector<unsigned char> message{0xB0, 1, value};
    out_.sendMessage(&message);
  }
  std::vector<osc::Argument> temperature() {
    const auto replies = peer_.exchange({"/aeolian/temperature", {}});
    return replies.empty() ? std::vector<osc::Argument>() : replies[0].arguments;
  }

  DaemonProcess daemon_;
  osc::OscPeer peer_{daemon_.osc_port()};
  RtMidiOut out_{RtMidi::UNIX_JACK, "sequencer"};
};

int run(int count) {
  midi::DummyJackServer jack(256);
  if (!midi::DummyJackServer::is_installed() || !jack.start()) {
    std::fputs("no JACK server can be started (package jackd2)\n", stderr);
    return 1;
  }
  Bench bench;
  if (!bench.connect()) {
    std::fputs("aeoliand opens no MIDI port\n", stderr);
    return 1;
  }
  std::mt19937 random(1);
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    times.push_back(bench.move(static_cast<unsigned char>(i % 2 ? 100 : 20)));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
  }
  std::printf("  from CC to the value in force: %.2f ms (p50 of %d), %.2f (p95), %.2f (longest)\n",
              median(times), count, quantile(times, 0.95), quantile(times, 1.));
  return 0;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  aeolian::print_conditions("MIDI under JACK, 256 frames at 48 kHz");
  return aeolian::run(argc > 1 ? std::max(1, aeolian::parse_number<int>(argv[1]).value_or(1)) : 200);
}
