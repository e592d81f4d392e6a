// SPDX-License-Identifier: GPL-3.0-or-later
// live_soak HOURS [CHECKPOINT]: a performance in real time. aeoliand plays the checkpoint (by default the
// shipped one) to a JACK server with the dummy driver while every control source is in use: OSC sets
// parameters ten times a second and waits for each reply, HTTP reads the health and the metrics, a WebSocket
// client subscribes and controls, a MIDI controller moves its faders, presets are saved and loaded, the model
// is reloaded, and recordings are made. Prints progress to stderr once a minute, and one row of a Markdown
// table to stdout. The exit status reports faults: a request that was refused or not answered, memory that
// grows by more than 10 MiB after the fifth minute, and silence, an underrun or a health other than 200 while
// the machine itself was on time (machine_watch.h; the server runs at ordinary priority). Events on a late
// machine are only counted: in ten seconds, a server that hardly runs plays a second or two of sound, which
// may well be a pause.

#include <rtmidi/RtMidi.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "core/parse_number.h"
#include "tests/bench/machine.h"
#include "tests/bench/soak_hand.h"
#include "tests/comes_true.h"
#include "tests/free_port.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_ear.h"
#include "tests/integration/machine_watch.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr double most_growth = 10.;  // MiB
constexpr auto settled = 5min;
constexpr auto turn = 100ms;  // between two OSC actions
constexpr const char* midi_port = "aeolian-midi:in";
constexpr auto block_time = 5ms;     // of 256 frames, the server's block size
constexpr auto health_memory = 12s;  // how long /health remembers gaps, and the interval of asking

double resident_mebibytes(pid_t process) {
  std::ifstream statm("/proc/" + std::to_string(process) + "/statm");
  double all = 0;
  double resident = 0;
  statm >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

osc::Argument as_osc(const ControlValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value)) return static_cast<float>(*real);
  return std::get<std::string>(value);
}

osc::Message as_osc(const HandAction& action) {
  osc::Message message{"/aeolian" + action.path, {}};
  for (const ControlValue& value : action.values) message.arguments.push_back(as_osc(value));
  return message;
}

class LiveSoak {
 public:
  LiveSoak(const std::string& checkpoint, std::uint16_t http_port)
      : http_port_(http_port),
        daemon_({"--checkpoint", checkpoint, "--output", "device:JACK", "--osc-port", "0", "--http-port",
                 std::to_string(http_port)}) {}

  /** Waits until it plays and every control source is open; returns the error if that fails. */
  std::string open();

  /** Plays for `time`; prints a line once a minute. */
  void play(std::chrono::duration<double> time);

  bool is_sound() const { return faults_.empty() && growth() <= most_growth; }
  void print_row() const;

 private:
  /** An action repeated regularly while it plays. */
  struct Habit {
    Clock::duration every;
    std::function<void()> act;
    Clock::time_point next = Clock::now();
  };

  std::vector<Habit> habits();
  void ask(const osc::Message& message);
  void read_pages();
  void follow_by_websocket();
  void turn_faders();
  void listen();
  void record();
  void read_metrics();
  void report();
  void fault(const std::string& what) { ++faults_[what]; }
  void fault_of_output(const std::string& what);
  double metric(const std::string& name) const;
  double growth() const { return last_memory_ - first_memory_; }

  const std::uint16_t http_port_;
  const MachineWatch machine_{block_time, MachineWatch::Scheduling::ordinary};
  DaemonProcess daemon_;
  std::unique_ptr<osc::OscPeer> osc_;
  std::unique_ptr<JackEar> ear_;
  std::unique_ptr<RtMidiOut> midi_;
  std::unique_ptr<oscquery::WebSocketPeer> web_socket_;
  std::unique_ptr<SoakHand> hand_;
  const Clock::time_point begin_ = Clock::now();
  std::map<std::string, double> metrics_;
  std::map<std::string, int> faults_;  // by description, with their count
  std::uint64_t stalls_ = 0;           // of the machine, so far
  Clock::time_point last_stall_;       // time of the last one
  int of_the_machine_ = 0;             // events that count as faults only if the machine was on time
  std::size_t requests_ = 0;
  unsigned silent_looks_ = 0;
  bool recording_ = false;
  int preset_ = 0;
  unsigned char fader_ = 0;
  double first_memory_ = 0.;
  double last_memory_ = 0.;
};

std::string LiveSoak::open() {
  const std::uint16_t port = daemon_.osc_port();
  if (port == 0) return "aeoliand did not start:\n" + daemon_.log();
  osc_ = std::make_unique<osc::OscPeer>(port);
  ear_ = std::make_unique<JackEar>();
  if (!comes_true([this] { return ear_->listen_to("aeolian"); })) return "no JACK port:\n" + daemon_.log();
  if (!comes_true([this] { return ear_->level() > 1e-4f; })) return "there is no sound:\n" + daemon_.log();
  midi_ = std::make_unique<RtMidiOut>(RtMidi::UNIX_JACK, "controller");
  const bool connected = comes_true([this] {
    for (unsigned i = 0; i < midi_->getPortCount(); ++i) {
      if (midi_->getPortName(i) != midi_port) continue;
      midi_->openPort(i, "out");
      return true;
    }
    return false;
  });
  if (!connected) return "no MIDI port:\n" + daemon_.log();
  web_socket_ = std::make_unique<oscquery::WebSocketPeer>(http_port_);
  if (web_socket_->status() != 101) return "no WebSocket:\n" + daemon_.log();
  std::vector<std::string> encodings;
  for (const osc::Message& reply : osc_->exchange({"/aeolian/encoding/list", {}})) {
    for (const osc::Argument& argument : reply.arguments) {
      if (const auto* name = std::get_if<std::string>(&argument)) encodings.push_back(*name);
    }
  }
  hand_ = std::make_unique<SoakHand>(encodings, 7);
  return {};
}

std::vector<LiveSoak::Habit> LiveSoak::habits() {
  return {{turn, [this] { ask(as_osc(hand_->next())); }},
          {50ms, [this] { turn_faders(); }},
          {1s, [this] { read_pages(); }},
          {1s, [this] { follow_by_websocket(); }},
          {1s, [this] { listen(); }},
          {30s,
           [this] {
             ask({"/aeolian/preset/save", {"live " + std::to_string(preset_ % 20)}});
             ask({"/aeolian/preset/load", {"live " + std::to_string(preset_ / 2 % 20), 2.f}});
             ++preset_;
           }},
          {40s, [this] { record(); }},
          {2min,
           [this] {
             ask({"/aeolian/model/load", {std::string("aeolian")}});
           }},
          {1min, [this] { report(); }}};
}

void LiveSoak::play(std::chrono::duration<double> time) {
  auto to_do = habits();
  while (Clock::now() - begin_ < time) {
    for (Habit& habit : to_do) {
      if (Clock::now() < habit.next) continue;
      habit.act();
      habit.next = std::max(habit.next + habit.every, Clock::now());
    }
    std::this_thread::sleep_for(10ms);
  }
  report();
}

/** Sends the message and waits for the reply; a refusal is a fault. */
void LiveSoak::ask(const osc::Message& message) {
  ++requests_;
  for (const osc::Message& reply : osc_->exchange(message)) {
    if (reply.path == "nothing came" || reply.path == "/aeolian/fail")
      fault(message.path + ": " + reply.path);
  }
}

void LiveSoak::read_pages() {
  ++requests_;
  if (const std::uint64_t stalls = machine_.stalls(); stalls != stalls_) {
    stalls_ = stalls;
    last_stall_ = Clock::now();
  }
  if (oscquery::http_get(http_port_, "/health").status != 200) fault_of_output("/health");
  const double underruns = metric("underruns_total");
  read_metrics();
  if (metric("underruns_total") > underruns) fault_of_output("underrun");
}

/** Counts a fault unless the machine was late as well. */
void LiveSoak::fault_of_output(const std::string& what) {
  if (Clock::now() - last_stall_ > health_memory) return fault(what);
  ++of_the_machine_;
}

void LiveSoak::follow_by_websocket() {
  ++requests_;
  const bool sent = web_socket_->send_text(R"({"COMMAND":"LISTEN","DATA":"/aeolian/temperature"})");
  ask({"/aeolian/temperature", {0.9f + 0.01f * static_cast<float>(requests_ % 10)}});
  auto told = web_socket_->receive();
  while (told && told->opcode == 1) told = web_socket_->receive();  // skips the PATH_CHANGED for a new preset
  web_socket_->send_text(R"({"COMMAND":"IGNORE","DATA":"/aeolian/temperature"})");
  if (!sent || !told || told->opcode != 2) {
    fault("WebSocket");
    web_socket_ = std::make_unique<oscquery::WebSocketPeer>(http_port_);
  }
}

/** Moves the modulation wheel up and down like a hand, and plays a note now and then. */
void LiveSoak::turn_faders() {
  const auto place = static_cast<unsigned char>(fader_ < 128 ? fader_ : 255 - fader_);
  ++fader_;
  const std::vector<unsigned char> modulation{0xB0, 1, place};
  midi_->sendMessage(&modulation);
  if (fader_ % 64 == 0) {
    const std::vector<unsigned char> note_on{0x90, 60, 100};
    const std::vector<unsigned char> note_off{0x80, 60, 0};
    midi_->sendMessage(&note_on);
    midi_->sendMessage(&note_off);
  }
}

void LiveSoak::listen() {
  silent_looks_ = ear_->level() < 1e-5f ? silent_looks_ + 1 : 0;
  if (silent_looks_ == 10) fault_of_output("ten seconds of silence");
}

void LiveSoak::record() {
  ask({recording_ ? "/aeolian/record/stop" : "/aeolian/record/start", {}});
  recording_ = !recording_;
}

void LiveSoak::read_metrics() {
  const oscquery::HttpResponse response = oscquery::http_get(http_port_, "/metrics");
  if (response.status != 200) return fault("/metrics");
  std::istringstream lines(response.body);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.rfind(' ');
    if (line.starts_with("aeolian_") && space != std::string::npos) {
      metrics_[line.substr(8, space - 8)] = parse_number<double>(line.substr(space + 1)).value_or(0.);
    }
  }
}

double LiveSoak::metric(const std::string& name) const {
  const auto found = metrics_.find(name);
  return found == metrics_.end() ? std::nan("") : found->second;
}

void LiveSoak::report() {
  last_memory_ = resident_mebibytes(daemon_.pid());
  if (first_memory_ == 0. || Clock::now() - begin_ < settled) first_memory_ = last_memory_;
  std::string told;
  for (const auto& [what, count] : faults_) told += "; " + what + " x " + std::to_string(count);
  if (of_the_machine_ > 0) told += "; by the machine x " + std::to_string(of_the_machine_);
  std::fprintf(
      stderr, "%5.1f min: %zu requests, %.0f steps, %.0f underruns, %.0f MIDI messages, %.1f MiB%s\n",
      std::chrono::duration<double>(Clock::now() - begin_).count() / 60., requests_, metric("steps_total"),
      metric("underruns_total"), metric("midi_messages_total"), last_memory_, told.c_str());
}

void LiveSoak::print_row() const {
  std::puts(
      "| minutes | requests | MIDI messages | steps | late steps | underruns | longest step | restarts by "
      "the guard | memory when settled, growth | the machine late, longest | by it | faults | verdict "
      "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|");
  std::size_t faults = 0;
  for (const auto& [what, count] : faults_) faults += static_cast<std::size_t>(count);
  std::printf(
      "| %.1f | %zu | %.0f | %.0f | %.0f | %.0f | %.1f ms | %.0f | %.1f, %+.1f MiB | %llu, %.0f ms | %d | "
      "%zu | %s |\n",
      std::chrono::duration<double>(Clock::now() - begin_).count() / 60., requests_,
      metric("midi_messages_total"), metric("steps_total"), metric("late_steps_total"),
      metric("underruns_total"), 1000. * metric("step_time_max_seconds"), metric("guard_entrances_total"),
      first_memory_, growth(), static_cast<unsigned long long>(machine_.stalls()), machine_.longest_ms(),
      of_the_machine_, faults, is_sound() ? "sound" : "FAULT");
}

int live_soak(double hours, const std::string& checkpoint) {
  print_conditions("an evening in real time with every door in use");
  midi::DummyJackServer jack(256);
  if (!midi::DummyJackServer::is_installed() || !jack.start()) {
    std::fputs("no JACK server can be started: install jackd2\n", stderr);
    return 2;
  }
  LiveSoak soak(checkpoint, free_port());
  if (const std::string why = soak.open(); !why.empty()) {
    std::fprintf(stderr, "%s\n", why.c_str());
    return 1;
  }
  soak.play(std::chrono::duration<double>(hours * 3600.));
  soak.print_row();
  return soak.is_sound() ? 0 : 1;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  const double hours = argc == 2 || argc == 3 ? aeolian::parse_number<double>(argv[1]).value_or(0.) : 0.;
  if (hours <= 0.) {
    std::fputs("usage: live_soak HOURS [CHECKPOINT]\n", stderr);
    return 2;
  }
  return aeolian::live_soak(hours, argc == 3 ? argv[2] : AEOLIAN_SHIPPED_MODEL);
}
