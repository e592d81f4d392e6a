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

namespace aeolian {

/** Exit codes of aeolian-midi. */
namespace midi_exit {
inline constexpr int done = 0;  ///< it was asked to, as a service manager asks all processes at once
inline constexpr int bad_usage = 2;
inline constexpr int system_ended = 4;  ///< as JACK does: to be started again at once
}  // namespace midi_exit

/** The program aeolian-midi: beside this program, or where the installation puts it. */
ErrorOr<std::filesystem::path> find_midi_program();

struct MidiProcessOptions {
  std::filesystem::path program = {};  ///< empty = aeolian-midi, beside this program or where it is installed
  std::string client = "aeolian-midi";  ///< its name in the MIDI system
  std::string port = {};  ///< part of the name of a port to connect to, in any case; empty = none
};

/**
 * The program aeolian-midi: started, read, and started again when it crashes, hangs or cannot be started,
 * at once and then with pauses of 0.25 s growing to 10 s. What goes wrong is logged once until it has run
 * well for 10 s. Its methods are called by one thread, with which the process ends.
 */
class MidiProcess {
 public:
  using Clock = ProcessSupervisor::Clock;
  /** What is called by poll(), in the order in which things came. */
  struct Handlers {
    std::function<void(std::span<const std::uint8_t>, Clock::time_point)>
        message;                          ///< of a channel, and its time
    std::function<void()> ports_changed;  ///< port(), connected_to() or missing()
  };

  explicit MidiProcess(MidiProcessOptions options);

  /** Starts it where that is due, context on what it has written, and ends it where it hangs. Never waits. */
  void poll(const Handlers& handlers);

  /** To be waited on for reading; -1 = it does not run. */
  int fd() const { return *pipe_; }
  /** When poll() is to be called at the latest. */
  Clock::time_point next_poll() const { return supervisor_.next_poll(); }

  const std::string& port() const { return port_; }                  ///< empty = there is none
  const std::string& connected_to() const { return connected_to_; }  ///< empty = none
  const std::string& missing() const { return missing_; }  ///< what it looks for, told by it; empty = nothing
  std::uint64_t restarts() const { return restarts_; }     ///< after it crashed, hung or could not be started
  std::uint64_t malformed() const { return malformed_; }   ///< messages that were cut short
  std::uint64_t lost() const { return lost_; }             ///< messages dropped for newer ones

 private:
  ErrorOr<Subprocess> start();
  void read_all(const Handlers& handlers);
  ErrorOr<void> take(const Handlers& handlers);
  void take(const MidiNews& news, const Handlers& handlers);
  void forget(const Handlers& handlers);

  const MidiProcessOptions options_;
  FileDescriptor pipe_;
  MidiWireReader reader_;
  ProcessSupervisor supervisor_;

  std::string port_, connected_to_, missing_;
  std::uint64_t restarts_ = 0, malformed_ = 0, lost_ = 0;
};

}  // namespace aeolian
