// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * aeolian-midi: the process that aeoliand starts to receive and send MIDI, and the only one that links
 * libjack and RtMidi. It writes what it receives to a pipe, and sends what it reads from its standard input.
 * It may be killed at any time; it ends when its MIDI system does, and with the daemon.
 */

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "core/command_line/subprocess_options.h"
#include "core/process/begin_process.h"
#include "protocols/midi/midi_process.h"
#include "protocols/midi/midi_system.h"

namespace aeolian::midi {
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

/**
 * Makes the process end with the daemon, and write no core file, because a MIDI system may make it crash
 * again and again.
 */
void prepare_process() {
  leave_event = eventfd(0, EFD_CLOEXEC);
  std::signal(SIGTERM, leave_soon);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

/** Messages that the daemon has written to our standard input, on their way to the MIDI system. */
class Outgoing {
 public:
  /** Passes on everything available; true = `system` has no room at the moment, so call it again soon. */
  bool pass_on(System* system) {
    for (; next_ < count_ || read_some(); ++next_)
      if (system && !system->send(messages_[next_])) return true;
    return false;
  }
  bool waits() const { return next_ < count_; }
  bool has_ended() const { return ended_; }

 private:
  bool read_some() {
    const ssize_t bytes = ended_ ? 0 : read(STDIN_FILENO, messages_.data(), sizeof messages_);
    ended_ = bytes == 0;
    next_ = 0;
    count_ = bytes > 0 ? static_cast<std::size_t>(bytes) / sizeof messages_[0] : 0;
    return count_ > 0;
  }

  std::array<ShortMidiMessage, 64> messages_{};
  std::size_t next_ = 0, count_ = 0;
  bool ended_ = false;
};

struct Wanted {
  std::string client;  ///< our name
  std::string port;    ///< part of the name of the port to receive from; empty = none
  std::string out;     ///< the same for the port to send to
};

std::string nothing_found(const std::string& no_port, const std::string& wanted,
                          const std::vector<std::string>& ports) {
  return no_port + " has '" + wanted + "' in its name (" +
         (ports.empty() ? "there are none" : "there are: " + joined(ports)) + ")";
}

/** Keeps a MIDI system open and its ports connected, and reports its state to the daemon. */
class Watch {
 public:
  Watch(int fd, Wanted wanted) : wire_(fd), wanted_(std::move(wanted)) {}

  /** Returns false if the MIDI system has ended. */
  bool look();
  /** Writes waiting messages; true = call it again soon. */
  bool flush() {
    const bool sends = outgoing_.pass_on(system_.get());
    return (system_ && system_->flush()) || sends;
  }
  /** Returns the descriptor to poll for messages to send; -1 = none. */
  int to_send() const { return outgoing_.waits() || outgoing_.has_ended() ? -1 : STDIN_FILENO; }
  /** Closes the ports normally, which may take long if the system does not respond. */
  void close() { system_.reset(); }

 private:
  void open();
  void connect();
  void tell(Record::Kind kind, std::string& told, std::string now);
  void tell_dropped();
  void tell_sign_of_life(milliseconds within) {
    wire_.write(Record::Kind::alive, static_cast<std::uint32_t>(within.count()));
  }

  const WireWriter wire_;
  const Wanted wanted_;
  Outgoing outgoing_;
  const Clock::time_point begin_ = Clock::now();
  Dropped dropped_;
  std::unique_ptr<System> system_;
  std::string missing_;  ///< port it is looking for
  std::string told_port_, told_connected_, told_listeners_, told_missing_;
};

bool Watch::look() {
  if (system_ && !system_->is_alive()) return false;
  tell_sign_of_life(patience_to_open);
  missing_.clear();
  if (!system_) open();
  // Before they are connected again, because a listener that came back must be sent everything.
  tell(Record::Kind::listeners, told_listeners_, system_ ? system_->listeners() : "");
  if (system_) connect();
  tell(Record::Kind::port, told_port_, system_ ? system_->port() : "");
  tell(Record::Kind::connected, told_connected_, system_ ? system_->connected_to() : "");
  tell(Record::Kind::missing, told_missing_, missing_);
  tell_dropped();
  tell_sign_of_life(patience);
  return true;
}

void Watch::connect() {
  if (!wanted_.port.empty()) {
    system_->follow(wanted_.port);
    if (system_->connected_to().empty())
      missing_ = nothing_found("no MIDI port", wanted_.port, system_->ports_to_follow());
  }
  if (!wanted_.out.empty() && !system_->follow_listener(wanted_.out)) {
    missing_ += (missing_.empty() ? "" : ", and ");
    missing_ += nothing_found("no MIDI port to send to", wanted_.out, system_->listeners_to_follow());
  }
}

void Watch::open() {
  const SystemOptions options{.client = wanted_.client, .exact = Clock::now() - begin_ < name_is_kept_for};
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

void Watch::tell(Record::Kind kind, std::string& told, std::string now) {
  if (now != told && wire_.write(kind, std::string_view(now))) told = std::move(now);
}

void Watch::tell_dropped() {
  const auto tell_count = [this](Record::Kind kind, std::atomic<std::uint32_t>& count) {
    const auto some = count.exchange(0);
    if (some > 0 && !wire_.write(kind, some)) count += some;
  };
  tell_count(Record::Kind::malformed, dropped_.malformed);
  tell_count(Record::Kind::lost, dropped_.lost);
}

[[noreturn]] void run(int fd, Wanted wanted) {
  const pid_t daemon = getppid();
  prepare_process();
  Watch watch(fd, std::move(wanted));
  auto next_look = Clock::now();
  for (;;) {
    if (Clock::now() >= next_look) {
      // No destructor of libjack may run once its server has gone: it may crash or wait forever.
      if (!watch.look()) _exit(midi_exit::system_ended);
      next_look = Clock::now() + watch_interval;
    }
    const auto wait =
        watch.flush() ? flush_interval : std::chrono::ceil<milliseconds>(next_look - Clock::now());
    std::array<pollfd, 3> sources{{{leave_event, POLLIN, 0}, {fd, 0, 0}, {watch.to_send(), POLLIN, 0}}};
    poll(sources.data(), sources.size(), static_cast<int>(std::max(wait, milliseconds(0)).count()));
    const bool has_reader = (sources[1].revents & POLLERR) == 0;
    if (sources[0].revents != 0 || !has_reader || getppid() != daemon) break;
  }
  alarm(1);
  watch.close();
  _exit(midi_exit::done);
}

}  // namespace
}  // namespace aeolian::midi

int main(int argc, char** argv) {
  aeolian::begin_process();
  aeolian::SubprocessOptions options("Receives and sends MIDI for aeoliand, which starts this program.");
  int fd = -1;
  aeolian::midi::Wanted wanted{.client = "aeolian-midi", .port = {}, .out = {}};
  options.add_descriptor("--fd", fd, "The pipe to aeoliand: an inherited file descriptor");
  options.require("--fd");
  options.add_text("--client", wanted.client, "Client name in the MIDI system");
  options.add_text("--port", wanted.port,
                   "Receive from the first MIDI port whose name contains this, in any case");
  options.add_text("--out", wanted.out, "Send to the first MIDI port whose name contains this, in any case");
  if (const auto exit_code = options.read(argc, argv, aeolian::midi::midi_exit::bad_usage)) return *exit_code;
  aeolian::midi::run(fd, std::move(wanted));
}
