// SPDX-License-Identifier: GPL-3.0-or-later
// Listening through JACK (dummy driver, 48 kHz), with real daemons and the shipped checkpoint:
//
//   duet_bench latency [FRAMES]    bursts of noise come in; until the output rises, with `through` at 1
//   duet_bench duet [MINUTES]      two daemons hear each other (an hour): loops, silence or roar that a guard
//                                  detects, underruns, and the level minute by minute; the last minute goes
//                                  to duet.wav, one on each side

#include <jack/jack.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/random.h"
#include "tests/bench/machine.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/jack_speaker.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

constexpr int rate = 48000;
constexpr double burst_s = .2, shortest_pause_s = 1.;

/** A client that only connects ports. */
class Patchbay {
 public:
  Patchbay() : client_(jack_client_open("patchbay", JackNoStartServer, nullptr)) {}
  ~Patchbay() { jack_client_close(client_); }
  Patchbay(const Patchbay&) = delete;
  Patchbay& operator=(const Patchbay&) = delete;

  bool join(const std::string& from, const std::string& to) {
    return comes_true([&] {
      const int result = jack_connect(client_, from.c_str(), to.c_str());
      return result == 0 || result == EEXIST;
    });
  }

 private:
  jack_client_t* client_;
};

/** Bursts of noise at irregular times. */
std::vector<float> bursts() {
  std::vector<float> sound(60 * rate);
  Random random(5);
  for (std::size_t at = rate; at + rate < sound.size();) {
    for (std::size_t i = at; i < at + static_cast<std::size_t>(burst_s * rate); ++i)
      sound[i] = .3f * random.normal();
    at += static_cast<std::size_t>((burst_s + shortest_pause_s + .5 * static_cast<double>(random.uniform())) *
                                   rate);
  }
  return sound;
}

/** The first sample from `at` on that is louder than `level`. */
std::size_t rises(std::span<const float> sound, std::size_t at, float level) {
  while (at < sound.size() && std::abs(sound[at]) <= level) ++at;
  return at;
}

int latency(int frames) {
  print_conditions(
      ("From an input port to an output port, JACK with " + std::to_string(frames) + " frames at 48 kHz")
          .c_str());
  midi::DummyJackServer server(frames);
  if (!server.start()) return std::fprintf(stderr, "jackd does not start\n"), 1;
  const auto speaker = JackSpeaker::open("speaker", bursts());
  const auto probe = JackSink::open("probe", 300 * rate);
  DaemonProcess daemon({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--osc-port", "0", "--http-port", "0",
                        "--input", "device", "--listen-through", "1"});
  Patchbay patchbay;
  if (!patchbay.join("aeolian:out_1", "probe:in_2") || !patchbay.join("speaker:out", "aeolian:in_1") ||
      !patchbay.join("speaker:out", "probe:in_1"))
    return std::fprintf(stderr, "no ports\n%s", daemon.log().c_str()), 1;
  const std::size_t begin = probe->frames() + 3 * rate;
  if (!probe->wait_for(begin) || !probe->wait_for(begin + 50 * rate) ||
      !probe->wait_for(begin + 100 * rate) || !probe->wait_for(begin + 150 * rate))
    return std::fprintf(stderr, "the sound ended\n%s", daemon.log().c_str()), 1;
  const auto in = probe->left(), out = probe->right();
  std::vector<double> times;
  for (std::size_t at = begin; (at = rises(in, at, .01f)) < begin + 149 * rate;
       at += static_cast<std::size_t>((burst_s + .9) * rate)) {
    // Of the pause before: what it plays into silence is not silent to the last bit
    const auto before = out.subspan(at - rate / 5, rate / 5);
    float loudest = 1e-4f;
    for (const float sample : before) loudest = std::max(loudest, std::abs(sample));
    times.push_back(1000. * static_cast<double>(rises(out, at, 2.f * loudest) - at) / rate);
  }
  std::ranges::sort(times);
  if (times.size() < 20) return std::fprintf(stderr, "%zu bursts were heard\n", times.size()), 1;
  const auto at = [&](double share) {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  std::printf("  %.0f ms (p50 of %zu), %.0f (p95), %.0f (p99), %.0f (longest), %.0f (shortest)\n", at(.5),
              times.size(), at(.95), at(.99), times.back(), times.front());
  return 0;
}

/** A metric of a daemon by OSC; NaN if it does not answer. */
double metric(osc::OscPeer& peer, const std::string& name) {
  const auto replies = peer.exchange({"/aeolian/metrics/" + name, {}});
  if (replies.empty() || replies[0].arguments.empty()) return std::nan("");
  const auto* const value = std::get_if<float>(&replies[0].arguments[0]);
  return value ? static_cast<double>(*value) : std::nan("");
}

/** One of two that play together. */
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
      all[figure] = metric(peer, figure);
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
  const auto minute = static_cast<std::size_t>(60 * rate);
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
  const std::string what = argc > 1 ? argv[1] : "";
  const double number = argc > 2 ? std::atof(argv[2]) : 0.;
  if (what == "latency") return aeolian::latency(number > 0. ? static_cast<int>(number) : 256);
  if (what == "duet") return aeolian::duet(number > 0. ? number : 60.);
  std::fprintf(stderr, "usage: duet_bench latency [FRAMES] | duet [MINUTES]\n");
  return 2;
}
