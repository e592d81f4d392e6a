#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "protocols/midi/jack_presence.h"

class RtMidiIn;

namespace aeolian {

/**
 * The program's ports in the machine's MIDI system (the ALSA sequencer, or JACK where there is none), by
 * RtMidi: a virtual one, "aeolian:in", that is always open, and one that is connected to a port chosen by
 * name. One thread at a time.
 */
class MidiPorts {
 public:
  /** Takes one message. Called by a thread of the MIDI system, JACK's in real time: must not block. */
  using Sink = std::function<void(std::span<const std::uint8_t>)>;

  /** Opens the virtual port, or says why there is no MIDI. */
  static ErrorOr<std::unique_ptr<MidiPorts>> open(Sink sink);
  ~MidiPorts();
  MidiPorts(const MidiPorts&) = delete;
  MidiPorts& operator=(const MidiPorts&) = delete;

  /** False = the MIDI system has gone, and the ports are dead: open them anew. */
  bool system_lives() const;

  /**
   * Keeps connected to the first port whose name contains `wanted` in any case: lets go of one that has gone,
   * takes one that has come. Costs a fraction of a millisecond where nothing has changed.
   */
  void follow(const std::string& wanted);

  /** Name of the port that follow() is connected to; empty = none. */
  const std::string& connected_to() const { return connected_name_; }

 private:
  MidiPorts(Sink sink, std::unique_ptr<JackPresence> jack);

  ErrorOr<std::unique_ptr<RtMidiIn>> make_input();
  std::vector<std::string> names() const;
  bool connection_was_lost() const;
  void connect(const std::string& name);

  Sink sink_;
  std::unique_ptr<JackPresence> jack_;  ///< nothing = ALSA
  std::string last_error_;              ///< of RtMidi
  std::unique_ptr<RtMidiIn> virtual_;
  std::unique_ptr<RtMidiIn> connected_;
  std::string connected_name_;
};

}  // namespace aeolian
