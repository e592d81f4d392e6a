// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "protocols/midi/midi_forwarder.h"

namespace aeolian {

/**
 * A MIDI system of the machine with our port "in" in it, whose bytes go into the pipe. Its methods are called
 * by one thread, and may take seconds where the system is ill.
 */
class MidiSystem {
 public:
  virtual ~MidiSystem() = default;

  /** False = it has ended, and the port with it. */
  virtual bool is_alive() const = 0;

  /** Name of our port, such as "aeolian-midi:in". */
  virtual std::string port() const = 0;

  /**
   * Keeps connected to the first port whose name contains `wanted` in any case: lets go of one that has gone,
   * takes one that has come. Costs a fraction of a millisecond where nothing has changed.
   */
  virtual void follow(const std::string& wanted) = 0;

  /** Name of the port that follow() is connected to; empty = none. */
  virtual std::string connected_to() const = 0;

  /** Writes what waits for room in the pipe; true = some of it waits on, and this is to be called again soon.
   */
  virtual bool flush() = 0;
};

/** The first of `names` that contains `wanted` in any case; empty = none. */
std::string first_containing(const std::vector<std::string>& names, std::string_view wanted);

struct MidiSystemOptions {
  std::string client;  ///< name in the MIDI system
  bool exact = true;   ///< a name that another client has is an error; false = the system makes another of it
};

/** Opens our port in the ALSA sequencer; the error is a clause that says why not. `wire` and `dropped`
 * outlive it. */
ErrorOr<std::unique_ptr<MidiSystem>> open_alsa_midi(const MidiSystemOptions& options,
                                                    const MidiWireWriter& wire, MidiDropped& dropped);

/** Opens our port in a JACK server that runs; starts none. */
ErrorOr<std::unique_ptr<MidiSystem>> open_jack_midi(const MidiSystemOptions& options,
                                                    const MidiWireWriter& wire, MidiDropped& dropped);

}  // namespace aeolian
