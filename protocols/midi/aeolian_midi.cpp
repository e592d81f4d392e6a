// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * aeolian-midi: the process that aeoliand starts to receive MIDI, and the only one that links libjack and
 * RtMidi. It may be killed at any time; it ends when its MIDI system does, and with the daemon.
 */

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "core/process/begin_process.h"
#include "core/version.h"
#include "protocols/midi/midi_process.h"
#include "protocols/midi/midi_system.h"

namespace aeolian {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds watch_interval{500};
constexpr milliseconds flush_interval{10};
constexpr milliseconds patience{3000};  // from one sign of life to the next
constexpr milliseconds patience_to_open{
    30000};  // a busy JACK server may block each client that joins or leaves for 5 s
constexpr milliseconds name_is_kept_for{2000};  // a server may remember a killed client for this long

/** Written to when the process is asked to end. */
int leave_event = -1;

void leave_soon(int) {
  alarm(1);  // ends the process if a MIDI system blocks
  eventfd_write(leave_event, 1);
}

/** Ends with the daemon, and writes no core file, because a MIDI system may make it crash again and again. */
void prepare_process() {
  leave_event = eventfd(0, EFD_CLOEXEC);
  std::signal(SIGTERM, leave_soon);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

/** Keeps a MIDI system open and its port connected, and reports its state to the daemon. */
class Watch {
 public:
  Watch(int fd, std::string client, std::string port)
      : wire_(fd), client_(std::move(client)), port_(std::move(port)) {}

  /** False = the MIDI system has ended. */
  bool look();
  /** True = call it again soon. */
  bool flush() { return system_ && system_->flush(); }
  /** Closes the ports normally, which may take long if the system does not respond. */
  void close() { system_.reset(); }

 private:
  void open();
  void tell(MidiRecord::Kind kind, std::string& told, std::string now);
  void tell_dropped();
  void tell_sign_of_life(milliseconds within) {
    wire_.write(MidiRecord::Kind::alive, static_cast<std::uint32_t>(within.count()));
  }

  const MidiWireWriter wire_;
  const std::string client_;
  const std::string port_;
  const Clock::time_point begin_ = Clock::now();
  MidiDropped dropped_;
  std::unique_ptr<MidiSystem> system_;
  std::string missing_;  ///< what it is looking for
  std::string told_port_, told_connected_, told_missing_;
};

bool Watch::look() {
  if (system_ && !system_->is_alive()) return false;
  tell_sign_of_life(patience_to_open);
  missing_.clear();
  if (!system_) open();
  if (system_ && !port_.empty()) {
    system_->follow(port_);
    if (system_->connected_to().empty()) missing_ = "no MIDI port has '" + port_ + "' in its name";
  }
  tell(MidiRecord::Kind::port, told_port_, system_ ? system_->port() : "");
  tell(MidiRecord::Kind::connected, told_connected_, system_ ? system_->connected_to() : "");
  tell(MidiRecord::Kind::missing, told_missing_, missing_);
  tell_dropped();
  tell_sign_of_life(patience);
  return true;
}

void Watch::open() {
  const MidiSystemOptions options{.client = client_, .exact = Clock::now() - begin_ < name_is_kept_for};
  auto opened = open_alsa_midi(options, wire_, dropped_);
  if (!opened) {
    missing_ = "no MIDI: " + opened.error().message;
    opened = open_jack_midi(options, wire_, dropped_);
  }
  if (opened) {
    system_ = std::move(*opened);
    missing_.clear();
  } else {
    missing_ += ", and " + opened.error().message;
  }
}

void Watch::tell(MidiRecord::Kind kind, std::string& told, std::string now) {
  if (now != told && wire_.write(kind, std::string_view(now))) told = std::move(now);
}

void Watch::tell_dropped() {
  const auto tell_count = [this](MidiRecord::Kind kind, std::atomic<std::uint32_t>& count) {
    const auto some = count.exchange(0);
    if (some > 0 && !wire_.write(kind, some)) count += some;
  };
  tell_count(MidiRecord::Kind::malformed, dropped_.malformed);
  tell_count(MidiRecord::Kind::lost, dropped_.lost);
}

[[noreturn]] void run(int fd, std::string client, std::string port) {
  const pid_t daemon = getppid();
  prepare_process();
  Watch watch(fd, std::move(client), std::move(port));
  auto next_look = Clock::now();
  for (;;) {
    if (Clock::now() >= next_look) {
      // No destructor of libjack may run once its server has gone: it may crash or wait forever.
      if (!watch.look()) _exit(midi_exit::system_ended);
      next_look = Clock::now() + watch_interval;
    }
    const auto wait =
        watch.flush() ? flush_interval : std::chrono::ceil<milliseconds>(next_look - Clock::now());
    std::array<pollfd, 2> sources{{{leave_event, POLLIN, 0}, {fd, 0, 0}}};
    poll(sources.data(), sources.size(), static_cast<int>(std::max(wait, milliseconds(0)).count()));
    const bool has_reader = (sources[1].revents & POLLERR) == 0;
    if (sources[0].revents != 0 || !has_reader || getppid() != daemon) break;
  }
  alarm(1);
  watch.close();
  _exit(midi_exit::done);
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  aeolian::begin_process();
  CLI::App app("Receives MIDI for aeoliand, which starts this program.");
  int fd = -1;
  std::string client = "aeolian-midi";
  std::string port;
  app.add_option("--fd", fd, "The pipe to aeoliand: an inherited file descriptor")
      ->required()
      ->check(CLI::NonNegativeNumber);
  app.add_option("--client", client, "Client name in the MIDI system")->capture_default_str();
  app.add_option("--port", port, "Connect to the first MIDI port whose name contains this, in any case");
  app.set_version_flag("--version", AEOLIAN_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : aeolian::midi_exit::bad_usage;
  }
  aeolian::run(fd, client, port);
}
