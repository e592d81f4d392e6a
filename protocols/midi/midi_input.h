// SPDX-License-Identifier: GPL-3.0-or-later
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

#include "core/control/control_context.h"
#include "core/control/control_interface.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "protocols/midi/midi_control.h"
#include "protocols/midi/midi_mapping.h"
#include "protocols/midi/midi_process.h"

namespace aeolian {

struct MidiOptions {
  bool on = true;                           ///< false = no aeolian-midi is started
  MidiProcessOptions process = {};          ///< what is started, and what it connects to
  std::filesystem::path mapping = {};       ///< the mapping file; one that is not there yet = the default map
  std::optional<MidiMapping> learned = {};  ///< in force in the place of what the file says
};

/** What the MIDI control source has seen since it was opened. */
struct MidiCounters {
  std::uint64_t messages = 0;   ///< taken
  std::uint64_t malformed = 0;  ///< cut short, or data bytes without a status byte
  std::uint64_t lost = 0;       ///< came faster than they could be taken, and made room for newer ones
  std::uint64_t refused = 0;    ///< what they asked for, by the parameters or the presets
  std::uint64_t restarts = 0;   ///< of aeolian-midi, after it crashed, hung or could not be started
};

/**
 * The MIDI control source: a thread of its own that gives each message that aeolian-midi hears to
 * MidiControl, and tells what becomes of the ports; faders are to be picked up again when they come back.
 * What is missing is told once.
 */
class MidiInput {
 public:
  /**
   * Reads the mapping and starts the thread; a machine without MIDI is no error. Where the mapping file has a
   * fault that is logged, and the default is in force; save() leaves such a file as it is. `hands` outlive
   * the input; nobody else uses `source`.
   */
  static ErrorOr<std::unique_ptr<MidiInput>> start(MidiOptions options, const ControlContext& context,
                                                   Parameters::Source source);
  ~MidiInput();
  MidiInput(const MidiInput&) = delete;
  MidiInput& operator=(const MidiInput&) = delete;

  /**
   * Binds the next source that moves, within 10 s, to the parameter of `path`; the answer names the source,
   * and what it moved until now. Any thread; `done` is called by the MIDI thread, or at once.
   */
  void learn(std::string path, ControlInterface::Done done);
  /** Writes the mapping in force to the mapping file; gives its base name. Any thread. */
  ControlInterface::Answer save();

  /** Goes on with another mapping, and keeps what is learned in `file` from now on. Any thread. */
  void use(MidiMapping mapping, std::filesystem::path file);
  /** The mapping in force as the text of a file, where it is not what the mapping file says; else empty. Any
   * thread. */
  std::string unsaved() const;
  /** What the mapping file said when it was read or written last, in our own words. Any thread. */
  std::string in_file() const;

  MidiCounters counters() const;  ///< any thread
  bool is_on() const { return on_; }
  bool is_open() const;              ///< whether our own port is there; any thread
  bool is_connected() const;         ///< whether it is, and the chosen port is connected to it; any thread
  std::string connected_to() const;  ///< name of the chosen port while it is connected; any thread

 private:
  using Clock = std::chrono::steady_clock;

  struct Request {
    std::string path;
    ControlInterface::Done done;
  };

  MidiInput(MidiOptions options, MidiMapping mapping, const ControlContext& context,
            Parameters::Source source, FileDescriptor wake_event);

  void run();
  void wait();
  void take_message(std::span<const std::uint8_t> message, Clock::time_point arrived);
  void take_ports();
  void count();
  void take_mapping();
  void take_wishes();
  void keep_mapping();

  const bool on_;
  const bool follows_a_port_;
  const ControlContext context_;
  const Parameters::Source source_;
  const FileDescriptor wake_event_;
  const MidiProcessOptions process_options_;
  // The thread's own.
  std::unique_ptr<MidiControl> control_;
  std::unique_ptr<MidiProcess> process_;
  std::string missing_;  // what was told to be missing; empty = nothing
  std::uint64_t malformed_here_ = 0;

  mutable std::mutex state_mutex_;
  bool open_ = false;
  std::string connected_to_;
  std::vector<Request> wishes_;
  MidiMapping mapping_;          ///< as it is now in force
  bool mapping_is_new_ = false;  ///< and the thread has yet to take it
  std::filesystem::path file_;
  std::string in_file_;
  std::atomic<std::uint64_t> messages_ = 0, malformed_ = 0, lost_ = 0, refused_ = 0, restarts_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace aeolian
