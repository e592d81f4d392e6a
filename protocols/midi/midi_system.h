// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "protocols/midi/midi_forwarder.h"

namespace aeolian::midi {

/**
 * A MIDI system of the machine, with our port "in", whose bytes are written to the pipe, and our port "out",
 * to which a controller may listen. Its methods belong to one thread, and may take seconds if the system does
 * not respond.
 */
class System {
 public:
  virtual ~System() = default;

  /** Returns false if the system has ended, and the port with it. */
  virtual bool is_alive() const = 0;

  /** Returns the name of our port for input, such as "aeolian-midi:in". */
  virtual std::string port() const = 0;

  /**
   * Keeps the connection to the first port whose name contains `wanted` (case-insensitive): drops one that
   * has disappeared, and connects to one that has appeared. Takes a fraction of a millisecond if nothing has
   * changed.
   */
  virtual void follow(const std::string& wanted) = 0;

  /** Returns the name of the port that follow() is connected to; empty = none. */
  virtual std::string connected_to() const = 0;

  /** Does the same for "out" and a port that takes MIDI; false = there is no such port now. */
  virtual bool follow_listener(const std::string& wanted) = 0;

  /** Returns the names of the ports that listen to "out", separated by commas; empty = none. */
  virtual std::string listeners() const = 0;

  /** Returns the names of other programs' ports, from which follow() and follow_listener() choose. */
  virtual std::vector<std::string> ports_to_follow() = 0;
  virtual std::vector<std::string> listeners_to_follow() = 0;

  /** Sends a message to the listeners, without waiting; false = there is no room for it at the moment. */
  virtual bool send(const ShortMidiMessage& message) = 0;

  /** Writes waiting messages to the pipe; true = some are still waiting, so call it again soon. */
  virtual bool flush() = 0;
};

/** Returns the first of `names` that contains `wanted` (case-insensitive); empty = none. */
std::string first_containing(const std::vector<std::string>& names, std::string_view wanted);

/** Joins names: "a, b". */
std::string joined(const std::vector<std::string>& names);

struct SystemOptions {
  std::string client;  ///< name in the MIDI system
  bool exact = true;   ///< if the name is taken: true = error, false = the system changes it
};

/**
 * Opens our ports in the ALSA sequencer; the error is a clause with the reason. `wire` and `dropped` must
 * outlive it.
 */
ErrorOr<std::unique_ptr<System>> open_alsa_midi(const SystemOptions& options, const WireWriter& wire,
                                                Dropped& dropped);

/** Opens our ports in a running JACK server; does not start one. */
ErrorOr<std::unique_ptr<System>> open_jack_midi(const SystemOptions& options, const WireWriter& wire,
                                                Dropped& dropped);

}  // namespace aeolian::midi
