// SPDX-License-Identifier: GPL-3.0-or-later
// latency_bench [FRAMES [CHECKPOINT [CHANGES]]]: the reaction time of aeoliand, played through JACK with its
// dummy driver (48 kHz, real-time scheduling where permitted), with the shipped checkpoint:
//
// - to control: from an OSC message to the block with the first sample that reflects it, as measured by the
//   daemon, for 300 changes of each kind at irregular times;
// - to sound: bursts of noise arrive at its port, with `through` at 1; from their first sample to the first
//   louder one at its output port, for about 100 bursts.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "core/parse_number.h"
#include "core/random.h"
#include "tests/bench/machine.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/jack_speaker.h"
#include "tests/integration/patchbay.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

constexpr int rate = 48000;
constexpr std::size_t settled_s = 240;  // until its buffer has shrunk to the minimum
constexpr double burst_s = .2, shortest_pause_s = 1.;

int fails(const char* what, const DaemonProcess& daemon) {
  std::fprintf(stderr, "%s\n%s", what, daemon.log().c_str());
  return 1;
}

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

/** Milliseconds from each burst in `in` to the first louder sample in `out`. */
std::vector<double> reactions(std::span<const float> in, std::span<const float> out, std::size_t begin) {
  std::vector<double> times;
  const std::size_t end = in.size() - rate;
  for (std::size_t at = begin; (at = rises(in, at, .01f)) < end;
       at += static_cast<std::size_t>((burst_s + .9) * rate)) {
    // From the pause before: its output during silence is not exact silence.
    const auto before = out.subspan(at - rate / 5, rate / 5);
    float loudest = 1e-4f;
    for (const float sample : before) loudest = std::max(loudest, std::abs(sample));
    times.push_back(1000. * static_cast<double>(rises(out, at, 2.f * loudest) - at) / rate);
  }
  return times;
}

void change(osc::OscPeer& peer, int changes) {
  Random random(7);
  for (int i = 0; i < changes; ++i) {
    for (const char* path : {"/aeolian/gain", "/aeolian/transpose", "/aeolian/temperature"}) {
      const float span = std::string_view(path) == "/aeolian/transpose" ? 12.f : 1.f;
      peer.send({path, {span * random.uniform()}});
      std::this_thread::sleep_for(std::chrono::duration<float, std::milli>(20.f + 40.f * random.uniform()));
    }
  }
}

int run(int frames, const std::string& checkpoint, int changes) {
  print_conditions(("JACK with " + std::to_string(frames) + " frames at 48 kHz, " + checkpoint).c_str());
  midi::DummyJackServer server(frames, /*in_real_time=*/true);
  if (!server.start()) return std::fprintf(stderr, "jackd does not start\n"), 1;
  const auto speaker = JackSpeaker::open("speaker", bursts());
  const auto probe = JackSink::open("probe", 700 * rate);
  DaemonProcess daemon({"--checkpoint", checkpoint, "--osc-port", "0", "--http-port", "0", "--input",
                        "device", "--listen-through", "1"});
  if (!comes_true([&] { return daemon.osc_port() != 0; })) return fails("it does not start", daemon);
  Patchbay patchbay;
  if (!patchbay.join("aeolian:out_1", "probe:in_2") || !patchbay.join("speaker:out", "aeolian:in_1") ||
      !patchbay.join("speaker:out", "probe:in_1"))
    return fails("no ports", daemon);
  const std::size_t begin = probe->frames() + settled_s * rate;
  for (std::size_t wanted = probe->frames(); wanted <= begin + 150 * rate; wanted += 10 * rate)
    if (!probe->wait_for(wanted)) return fails("the sound ended", daemon);
  const std::size_t heard = probe->frames();
  osc::OscPeer peer(daemon.osc_port());
  change(peer, changes);

  const auto ms = [&](const std::string& name) { return 1000. * peer.metric(name + "_seconds"); };
  std::printf("device latency, to be added to the first three: %.1f ms\n", ms("device_latency"));
  for (const auto& [name, kind] : {std::pair("output", "gain"), std::pair("frame", "pitch, colour, freeze"),
                                   std::pair("model", "what waits for a step")}) {
    const std::string first = std::string(name) + "_latency_first_";
    std::printf("%-22s %5.1f ms (p50) %5.1f (p99) %5.1f (longest)\n", kind, ms(first + "p50"),
                ms(first + "p99"), ms(first + "max"));
  }
  const auto times =
      reactions(std::span(probe->left()).first(heard), std::span(probe->right()).first(heard), begin);
  if (times.size() < 20) return fails("hardly a burst was heard", daemon);
  std::printf("%-22s %5.1f ms (p50) %5.1f (p99) %5.1f (longest) %5.1f (shortest), of %zu\n", "a sound heard",
              median(times), quantile(times, .99), quantile(times, 1.), quantile(times, 0.), times.size());
  std::printf("steps %.2f ms (p50) %.2f (p99) of %.1f, late %.0f; made ahead %.1f ms\n", ms("step_time_p50"),
              ms("step_time_p99"), ms("step_budget"), peer.metric("late_steps_total"), ms("look_ahead"));
  std::printf("underruns %.0f, overload level %.0f\n", peer.metric("underruns_total"),
              peer.metric("overload_level"));
  return 0;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  const auto number = [&](int at, int otherwise) {
    return argc > at ? aeolian::parse_number<int>(argv[at]).value_or(0) : otherwise;
  };
  const int frames = number(1, 256), changes = number(3, 300);
  const std::string checkpoint = argc > 2 ? argv[2] : AEOLIAN_SHIPPED_MODEL;
  if (frames > 0 && changes > 0) return aeolian::run(frames, checkpoint, changes);
  std::fprintf(stderr, "usage: latency_bench [FRAMES [CHECKPOINT [CHANGES]]]\n");
  return 2;
}
