// SPDX-License-Identifier: GPL-3.0-or-later
// duet_bench [MINUTES]: two daemons with the shipped checkpoint listen to each other through JACK (dummy
// driver, 48 kHz) for an hour. Prints the loops, silence or roar found by a guard, underruns, and the level
// minute by minute; the last minute goes to duet.wav, one daemon on each side.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/parse_number.h"
#include "tests/bench/machine.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/patchbay.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

constexpr int rate = 48000;

/** One of the two daemons. */
class Player {
 public:
  explicit Player(const std::string& name)
      : name_(name),
        daemon_({"--checkpoint",
                 AEOLIAN_SHIPPED_MODEL,
                 "--name",
                 name,
                 "--osc-port",
                 "0",
                 "--http-port",
                 "0",
                 "--input",
                 "device",
                 "--seed",
                 name == "left" ? "1" : "2",
                 "--listen-follow",
                 ".8",
                 "--listen-shadow",
                 ".5",
                 "--listen-remember",
                 ".5",
                 "--midi",
                 "off"}) {}

  bool is_there() {
    return comes_true([&] { return daemon_.osc_port() != 0; });
  }
  std::string log() const { return daemon_.log(); }
  const std::string& name() const { return name_; }

  std::map<std::string, double> figures() {
    osc::OscPeer peer(daemon_.osc_port());
    std::map<std::string, double> all;
    for (const char* figure : {"guard_silence_total", "guard_quiet_total", "guard_loud_total",
                               "guard_loop_total", "guard_frozen_total", "underruns_total",
                               "late_steps_total", "heard_remembered_seconds", "heard_level_db"})
      all[figure] = peer.metric(figure);
    return all;
  }

 private:
  std::string name_;
  DaemonProcess daemon_;
};

int duet(double minutes) {
  print_conditions("Two daemons that hear each other, follow .8, shadow .5, remember .5");
  midi::DummyJackServer server(256);
  if (!server.start()) return std::fprintf(stderr, "jackd does not start\n"), 1;
  const auto probe = JackSink::open("probe", static_cast<std::size_t>((minutes + 2.) * 60. * rate));
  Player left("left"), right("right");
  if (!left.is_there() || !right.is_there())
    return std::fprintf(stderr, "%s%s", left.log().c_str(), right.log().c_str()), 1;
  Patchbay patchbay;
  if (!patchbay.join("left:out_1", "right:in_1") || !patchbay.join("right:out_1", "left:in_1") ||
      !patchbay.join("left:out_1", "probe:in_1") || !patchbay.join("right:out_1", "probe:in_2"))
    return std::fprintf(stderr, "no ports\n%s%s", left.log().c_str(), right.log().c_str()), 1;
  const auto level = [](std::span<const float> sound) {
    double energy = 1e-12;
    for (const float sample : sound) energy += static_cast<double>(sample) * static_cast<double>(sample);
    return 10. * std::log10(energy / static_cast<double>(std::max<std::size_t>(1, sound.size())));
  };
  const std::size_t minute = std::size_t{60} * rate;
  for (int i = 0; i < static_cast<int>(minutes); ++i) {
    const std::size_t begin = probe->frames();
    while (probe->frames() < begin + minute) std::this_thread::sleep_for(200ms);
    std::printf("%d min: %.1f and %.1f dB\n", i + 1, level(probe->left().subspan(begin)),
                level(probe->right().subspan(begin)));
    std::fflush(stdout);
  }
  if (auto file =
          SoundFileWriter::create("duet.wav", rate, 2)) {  // the last minute, to look at and listen to
    const std::size_t begin = probe->frames() - std::min(probe->frames(), minute);
    for (std::size_t i = begin; i < begin + minute && i < probe->frames(); ++i)
      (void)file->write(std::array{probe->left()[i], probe->right()[i]});
  }
  for (const auto channel : {probe->left(), probe->right()}) {
    double silence = 0., longest = 0.;
    const std::size_t block = rate / 50;
    for (std::size_t at = minute / 10; at + block <= channel.size(); at += block) {
      silence = level(channel.subspan(at, block)) < -60. ? silence + .02 : 0.;
      longest = std::max(longest, silence);
    }
    std::printf("longest silence %.1f s\n", longest);
  }
  for (Player* player : {&left, &right}) {
    std::printf("%s:", player->name().c_str());
    for (const auto& [name, value] : player->figures()) std::printf(" %s %.0f", name.c_str(), value);
    std::printf("\n");
  }
  return 0;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  const double minutes = argc > 1 ? aeolian::parse_number<double>(argv[1]).value_or(0.) : 60.;
  if (minutes > 0.) return aeolian::duet(minutes);
  std::fprintf(stderr, "usage: duet_bench [MINUTES]\n");
  return 2;
}
