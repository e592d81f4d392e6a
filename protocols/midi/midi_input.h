#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/control/instrument.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "protocols/midi/midi_map.h"
#include "protocols/midi/midi_ports.h"

namespace aeolian {

struct MidiOptions {
  std::string port;  ///< part of the name of a port to connect to, in any case; empty = only the virtual port
  std::filesystem::path mapping;  ///< the mapping file; one that is not there yet = the default map
};

/** What the MIDI door has seen since it was opened. */
struct MidiCounters {
  std::uint64_t messages = 0;   ///< taken
  std::uint64_t malformed = 0;  ///< of them, no MIDI message
  std::uint64_t lost = 0;       ///< came faster than they could be taken
};

/**
 * The MIDI door: a thread of its own that gives the parameters what the MIDI map makes of each message, and
 * every half second looks after the ports: opens them as soon as there is a MIDI system, opens them anew when
 * JACK has ended and come back, and follows the chosen port as it goes and comes. What it finds missing is
 * told once.
 */
class MidiInput {
 public:
  static constexpr std::chrono::milliseconds look_interval{500};

  /** Starts the thread; a machine without MIDI is no error. `parameters` outlives the input. */
  static ErrorOr<std::unique_ptr<MidiInput>> start(MidiOptions options, Parameters& parameters,
                                                   Parameters::Source source);
  ~MidiInput();
  MidiInput(const MidiInput&) = delete;
  MidiInput& operator=(const MidiInput&) = delete;

  /**
   * Binds the next source that moves, within 10 s, to the parameter of `path`; the answer names the source,
   * and what it moved until now. Any thread; `done` is called by the MIDI thread, or at once.
   */
  void learn(std::string path, Instrument::Done done);
  /** Writes the mapping in force to the mapping file; gives its base name. Any thread. */
  Instrument::Answer save();

  MidiCounters counters() const;     ///< any thread
  bool is_open() const;              ///< whether the virtual port is there; any thread
  std::string connected_to() const;  ///< name of the chosen port while it is connected; any thread

 private:
  using Clock = std::chrono::steady_clock;

  MidiInput(MidiOptions options, Parameters& parameters, Parameters::Source source, int read_end,
            int write_end, int stop_event);

  void run();
  void look_after_ports();
  void tell_state();
  void enqueue(std::span<const std::uint8_t> message);
  void take_messages();
  void apply(const MidiChange& change);

  const MidiOptions options_;
  Parameters& parameters_;
  const Parameters::Source source_;
  const int read_end_;
  const int write_end_;
  const int stop_event_;
  MidiMap map_;
  std::string missing_;  ///< what was told to be missing; empty = nothing
  std::unique_ptr<MidiPorts> ports_;
  mutable std::mutex state_mutex_;
  bool open_ = false;
  std::string connected_to_;
  std::atomic<std::uint64_t> messages_ = 0, malformed_ = 0, lost_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace aeolian
