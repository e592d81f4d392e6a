// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/continuity_trial.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/comes_true.h"
#include "tests/integration/busy_cores.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/machine_watch.h"
#include "tests/integration/metric.h"
#include "tests/integration/sound_server.h"
#include "tests/integration/tone.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

constexpr auto settling = 2s;
constexpr auto period_of_jack = 5ms;     // 256 frames at 48 kHz
constexpr auto period_of_others = 20ms;  // 1024 frames, as in PipeWire; PulseAudio's are no shorter
constexpr double same_break_s = 0.2;
constexpr double noise_of_servers = 0.01;  // relative to the tone's level: they resample

SoundServer::Kind kind_of(TrialServer server) {
  switch (server) {
    case TrialServer::pulseaudio:
      return SoundServer::Kind::pulseaudio;
    case TrialServer::pipewire_pulse:
      return SoundServer::Kind::pipewire;
    default:
      return SoundServer::Kind::pipewire_alsa;
  }
}

std::unique_ptr<DaemonProcess> start_daemon(std::vector<std::string> more = {}) {
  std::vector<std::string> options{"--osc-port", "0", "--http-port", "0", "--test-tone", "440"};
  options.insert(options.end(), more.begin(), more.end());
  return std::make_unique<DaemonProcess>(options);
}

/** Keeps every core busy for this time, and watches the machine meanwhile. */
void pass_time(std::chrono::seconds time, std::chrono::milliseconds period, TrialOutcome& outcome) {
  const BusyCores load;
  const MachineWatch machine(period);
  std::this_thread::sleep_for(time);
  outcome.machine_stalls = machine.stalls();
  outcome.longest_stall_ms = machine.longest_ms();
}

/** Reads the daemon's output metrics. */
void ask_metrics(const DaemonProcess& daemon, TrialOutcome& outcome) {
  osc::OscPeer peer(daemon.osc_port());
  auto figures = metrics(peer);
  const auto count = [&](const char* name) { return static_cast<std::uint64_t>(figures[name]); };
  outcome.gaps = count("output_gaps_total");
  outcome.stalls = count("output_stalls_total");
  outcome.device_late = count("device_late_total");
  outcome.underruns = count("underruns_total");
  outcome.raised = count("output_latency_raised_total");
  outcome.latency_s = static_cast<double>(figures["device_latency_seconds"]);
}

void end(DaemonProcess& daemon, TrialOutcome& outcome) {
  outcome.log = daemon.log();
  daemon.send(SIGTERM);
  daemon.wait(30s);
}

TrialOutcome play_to_jack(std::chrono::seconds time) {
  midi::DummyJackServer server;
  if (!server.start()) throw std::runtime_error("the JACK server does not start");
  const std::string sink_name = "sink-" + std::to_string(getpid());
  TrialOutcome outcome;
  {
    const auto seconds = static_cast<std::size_t>((time + 10s).count());
    auto sink = JackSink::open(sink_name, 48000 * seconds);
    if (!sink) throw std::runtime_error("the JACK server takes no clients");
    const auto daemon = start_daemon({"--output", "device:" + sink_name});
    if (!sink->wait_for(48000)) throw std::runtime_error("no sound comes: " + daemon->log());
    std::this_thread::sleep_for(settling);
    const std::size_t begin = sink->frames();
    pass_time(time, period_of_jack, outcome);
    outcome.tone = judge_tone(sink->left().subspan(begin), sink->sample_rate(), tone_hz, noise_of_servers);
    ask_metrics(*daemon, outcome);
    end(*daemon, outcome);
  }
  return outcome;
}

TrialOutcome play_to_server(SoundServer::Kind kind, std::chrono::seconds time) {
  SoundServer server(kind);
  if (!server.start()) throw std::runtime_error("the sound server does not start");
  server.listen(500);
  TrialOutcome outcome;
  const auto daemon = start_daemon();
  const auto is_loud = [&] {
    const auto heard = server.heard();
    return peak(heard) > 0.2f;
  };
  if (!comes_true(is_loud)) throw std::runtime_error("no sound comes: " + daemon->log());
  std::this_thread::sleep_for(settling);
  const std::size_t begin = server.heard().size();
  pass_time(time, period_of_others, outcome);
  const auto heard = server.heard();
  outcome.tone = judge_tone(std::span(heard).subspan(begin), SoundServer::rate, tone_hz, noise_of_servers);
  ask_metrics(*daemon, outcome);
  end(*daemon, outcome);
  return outcome;
}

}  // namespace

std::string name_of(TrialServer server) {
  switch (server) {
    case TrialServer::jack:
      return "JACK";
    case TrialServer::pulseaudio:
      return "PulseAudio";
    case TrialServer::pipewire_pulse:
      return "PipeWireAsPulseAudio";
    default:
      return "PipeWire";
  }
}

std::string missing_for(TrialServer server) {
  if (server == TrialServer::jack) {
    return midi::DummyJackServer::is_installed() ? "" : "jackd is not installed";
  }
  return SoundServer::missing(kind_of(server));
}

std::uint64_t TrialOutcome::breaks() const {
  std::vector<double> times;
  for (const auto& found : {tone.gaps, tone.clicks}) {
    for (const ToneReport::Break& one : found) times.push_back(one.at_s);
  }
  std::ranges::sort(times);
  std::uint64_t count = 0;
  double begin_s = -1.;
  for (const double at_s : times) {
    if (at_s - begin_s <= same_break_s) continue;
    begin_s = at_s;
    ++count;
  }
  return count;
}

TrialOutcome play_tone_to(TrialServer server, std::chrono::seconds time) {
  return server == TrialServer::jack ? play_to_jack(time) : play_to_server(kind_of(server), time);
}

}  // namespace aeolian
