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
#include "protocols/midi/midi_monitor.h"
#include "protocols/midi/midi_process.h"

namespace aeolian::midi {

struct Options {
  bool on = true;               ///< false = aeolian-midi is not started
  ProcessOptions process = {};  ///< the program to start, and the port to connect to
  /** The mapping file; if it does not exist yet, the default mapping is used. */
  std::filesystem::path mapping = {};
  MidiKeys keys = MidiKeys::encodings;  ///< of the default mapping
  std::filesystem::path tuning = {};    ///< a Scala file; empty = equal temperament
  KeyScale scale = {};                  ///< none = all keys
  std::optional<Mapping> learned = {};  ///< used instead of the file's mapping
};

/** Counters of the MIDI control source since it was opened. */
struct Counters {
  std::uint64_t messages = 0;   ///< received
  std::uint64_t malformed = 0;  ///< cut short, or data bytes without a status byte
  std::uint64_t lost = 0;       ///< replaced by newer ones because they came too fast, or memory ran out
  std::uint64_t refused = 0;    ///< changes refused by the parameters or the presets
  std::uint64_t sent = 0;       ///< to the controller
  std::uint64_t restarts = 0;   ///< of aeolian-midi, after it crashed, hung or could not be started
};

/**
 * The MIDI control source: a thread that passes each message from aeolian-midi to Control, and logs port
 * changes. When ports come back, faders must be picked up again, and controllers are shown everything afresh.
 * A missing port is logged once.
 */
class Input {
 public:
  /**
   * Reads the mapping and the tuning and starts the thread; a machine without MIDI is not an error. If the
   * mapping file has an error, that is logged, and the default mapping is used; save() leaves such a file as
   * it is. The same holds for the tuning. `context` must outlive the input; nothing else may use `source`.
   */
  static ErrorOr<std::unique_ptr<Input>> start(Options options, const ControlContext& context,
                                               Parameters::Source source);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /**
   * Binds the next source that moves, within 10 s, to the parameter of `path`; the answer names the source,
   * and the paths that it moved before. Any thread; `done` is called on the MIDI thread, or at once.
   */
  void learn(std::string path, ControlInterface::Done done);
  /** Writes the mapping in force to the mapping file; returns the file's base name. Any thread. */
  ControlInterface::Answer save();

  /** Describes the bindings in force in words. Any thread. */
  std::vector<MidiBindingReport> bindings() const;
  /** Returns the messages with numbers above `number`, and their effects. Any thread. */
  std::vector<MidiReport> messages_after(std::uint64_t number) const { return monitor_.after(number); }
  /** Changes the mapping in force (mapping_edits.h). Any thread. */
  ControlInterface::Answer forget(std::string_view path);
  ControlInterface::Answer rescale(std::string_view path, double from, double to, std::string_view curve);

  /** Switches to another mapping; from now on `file` is the mapping file. Any thread. */
  void use(Mapping mapping, std::filesystem::path file);
  /**
   * Returns the mapping in force as the text of a file, if it differs from the mapping file; otherwise empty.
   * Any thread.
   */
  std::string unsaved() const;
  /**
   * Returns the contents of the mapping file when last read or written, in the form that we write. Any
   * thread.
   */
  std::string in_file() const;

  /** Removes from the snapshot what keys have set on single voices, if keys play voices. Any thread. */
  void forget_keys(Snapshot& snapshot) const;

  Counters counters() const;  ///< any thread
  bool is_on() const { return on_; }
  bool is_open() const;              ///< whether our own port is open; any thread
  bool is_connected() const;         ///< whether the chosen port is connected to it; any thread
  std::string connected_to() const;  ///< name of the chosen port while connected; any thread
  bool has_listener() const { return has_listener_; }  ///< whether a controller receives feedback; any thread

 private:
  using Clock = std::chrono::steady_clock;

  struct Request {
    std::string path;
    ControlInterface::Done done;
  };

  Input(Options options, const Mapping& mapping, KeyTuning tuning, const ControlContext& context,
        Parameters::Source source, FileDescriptor wake_event);

  void run();
  void turn();
  void wait();
  void take_message(std::span<const std::uint8_t> message, Clock::time_point arrived);
  void take_ports();
  void take_listeners();
  void show();
  template <class Edit>
  ControlInterface::Answer edit(const Edit& edit);
  void count();
  void take_mapping();
  void take_wishes();
  void keep_mapping();

  const bool on_;
  const bool follows_a_port_;
  const ControlContext context_;
  const Parameters::Source source_;
  const FileDescriptor wake_event_;
  const ProcessOptions process_options_;
  // Used only by the thread.
  Control control_;
  std::unique_ptr<Process> process_;
  std::string missing_;    // port last logged as missing; empty = none
  std::string listeners_;  // ports that listen to us; empty = none
  std::uint64_t malformed_here_ = 0, lost_here_ = 0;

  Monitor monitor_;
  mutable std::mutex state_mutex_;
  bool open_ = false;
  std::string connected_to_;
  std::vector<Request> wishes_;
  Mapping mapping_;              ///< in force
  bool mapping_is_new_ = false;  ///< the thread has yet to take it over
  std::filesystem::path file_;
  std::string in_file_;
  std::atomic<std::uint64_t> messages_ = 0, malformed_ = 0, lost_ = 0, refused_ = 0, restarts_ = 0, sent_ = 0;
  std::atomic<bool> has_listener_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace aeolian::midi
