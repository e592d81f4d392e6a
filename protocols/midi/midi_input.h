#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/control/hands.h"
#include "core/control/instrument.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "protocols/midi/midi_control.h"
#include "protocols/midi/midi_mapping.h"
#include "protocols/midi/midi_ports.h"

namespace aeolian {

struct MidiOptions {
  std::string port;  ///< part of the name of a port to connect to, in any case; empty = only the virtual port
  std::filesystem::path mapping;            ///< the mapping file; one that is not there yet = the default map
  std::optional<MidiMapping> learned = {};  ///< in force in the place of what the file says
};

/** What the MIDI door has seen since it was opened. */
struct MidiCounters {
  std::uint64_t messages = 0;   ///< taken
  std::uint64_t malformed = 0;  ///< of them, no MIDI message
  std::uint64_t lost = 0;       ///< came faster than they could be taken
  std::uint64_t refused = 0;    ///< what they asked for, by the parameters or the presets
};

/**
 * The MIDI door: a thread of its own that gives each message to MidiControl, and every half second looks
 * after the ports: opens them as soon as there is a MIDI system, opens them anew when JACK has ended and come
 * back, and follows the chosen port as it goes and comes; faders are to be picked up again then. What it
 * finds missing is told once.
 */
class MidiInput {
 public:
  static constexpr std::chrono::milliseconds look_interval{500};

  /**
   * Reads the mapping and starts the thread; a machine without MIDI is no error, a faulty mapping file is.
   * `hands` outlive the input; nobody else uses `source`.
   */
  static ErrorOr<std::unique_ptr<MidiInput>> start(MidiOptions options, const Hands& hands,
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

  /** Goes on with another mapping, and keeps what is learned in `file` from now on. Any thread. */
  void use(MidiMapping mapping, std::filesystem::path file);
  /** The mapping in force as the text of a file, where it is not what the mapping file says; else empty. Any
   * thread. */
  std::string unsaved() const;
  /** What the mapping file said when it was read or written last, in our own words. Any thread. */
  std::string in_file() const;

  MidiCounters counters() const;     ///< any thread
  bool is_open() const;              ///< whether the virtual port is there; any thread
  std::string connected_to() const;  ///< name of the chosen port while it is connected; any thread

 private:
  using Clock = std::chrono::steady_clock;

  struct Wish {
    std::string path;
    Instrument::Done done;
  };

  MidiInput(MidiOptions options, MidiMapping mapping, const Hands& hands, Parameters::Source source,
            int read_end, int write_end, int wake_event);

  void run();
  void wait(Clock::time_point next_look);
  void look_after_ports();
  void tell_state();
  void enqueue(std::span<const std::uint8_t> message);
  void take_messages();
  void take_mapping();
  void take_wishes();
  void keep_mapping();

  const std::string port_;
  const Hands hands_;
  const Parameters::Source source_;
  const int read_end_;
  const int write_end_;
  const int wake_event_;
  std::unique_ptr<MidiControl> control_;  ///< the thread's
  std::string missing_;                   ///< what was told to be missing; empty = nothing
  std::unique_ptr<MidiPorts> ports_;
  mutable std::mutex state_mutex_;
  bool open_ = false;
  std::string connected_to_;
  std::vector<Wish> wishes_;
  MidiMapping mapping_;          ///< as it is now in force
  bool mapping_is_new_ = false;  ///< and the thread has yet to take it
  std::filesystem::path file_;
  std::string in_file_;
  std::atomic<std::uint64_t> messages_ = 0, malformed_ = 0, lost_ = 0, refused_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace aeolian
