// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "core/file_descriptor.h"
#include "core/process/process_supervisor.h"
#include "protocols/midi/midi_wire.h"

namespace aeolian::midi {

/** Exit codes of aeolian-midi. */
namespace midi_exit {
inline constexpr int done = 0;  ///< as requested; a service manager asks all processes at once
inline constexpr int bad_usage = 2;
inline constexpr int system_ended = 4;  ///< as JACK does; restart at once
}  // namespace midi_exit

/** Returns the path of aeolian-midi: beside this program, or where it is installed. */
ErrorOr<std::filesystem::path> find_midi_program();

struct ProcessOptions {
  std::filesystem::path program = {};  ///< empty = aeolian-midi, beside this program or where it is installed
  std::string client = "aeolian-midi";  ///< client name in the MIDI system
  std::string port = {};  ///< part of the name of a port to connect to (case-insensitive); empty = none
  std::string out = {};   ///< the same for a port to send to
};

/**
 * The program aeolian-midi: starts it, reads its output, and restarts it when it crashes, hangs or cannot be
 * started, first at once and then with pauses that grow from 0.25 s to 10 s. A failure is logged once until
 * it has run well for 10 s. Call its methods on one thread; the process ends with this object.
 */
class Process {
 public:
  using Clock = ProcessSupervisor::Clock;
  /** Callbacks of poll(), called in order of arrival. */
  struct Handlers {
    std::function<void(std::span<const std::uint8_t>, Clock::time_point)>
        message;                          ///< a channel message, and its time of arrival
    std::function<void()> ports_changed;  ///< port(), connected_to(), listeners() or missing()
    /** A MIDI clock message, its time, and the number of F8 received since the program started. */
    std::function<void(std::span<const std::uint8_t>, Clock::time_point, std::uint32_t)> clock =
        [](auto, auto, auto) {};
  };

  explicit Process(ProcessOptions options);

  /** Sends a message to the listeners. Never waits; false = there is no room for it at the moment. */
  bool send(const ShortMidiMessage& message);

  /** Starts the program when due, passes on its output, and kills it if it hangs. Never waits. */
  void poll(const Handlers& handlers);

  /** Returns the descriptor to poll for reading; -1 = the program is not running. */
  int fd() const { return *pipe_; }
  /** Returns the latest time for the next poll(). */
  Clock::time_point next_poll() const { return supervisor_.next_poll(); }

  const std::string& port() const { return port_; }                  ///< empty = there is none
  const std::string& connected_to() const { return connected_to_; }  ///< empty = none
  const std::string& listeners() const { return listeners_; }        ///< separated by commas; empty = none
  const std::string& missing() const { return missing_; }            ///< port it is looking for; empty = none
  std::uint64_t restarts() const { return restarts_; }    ///< after it crashed, hung or could not be started
  std::uint64_t malformed() const { return malformed_; }  ///< messages that were cut short
  std::uint64_t lost() const { return lost_; }            ///< messages replaced by newer ones

 private:
  ErrorOr<Subprocess> start();
  void read_all(const Handlers& handlers);
  ErrorOr<void> take(const Handlers& handlers);
  void take(const News& news, const Handlers& handlers);
  void forget(const Handlers& handlers);

  const ProcessOptions options_;
  FileDescriptor pipe_;
  FileDescriptor to_controllers_;  ///< its standard input: each message as it is
  WireReader reader_;
  ProcessSupervisor supervisor_;

  std::string port_, connected_to_, listeners_, missing_;
  std::uint64_t restarts_ = 0, malformed_ = 0, lost_ = 0;
};

}  // namespace aeolian::midi
