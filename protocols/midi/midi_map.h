#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/control/event.h"

namespace aeolian {

/** What one MIDI message asks for; mostly nothing. */
struct MidiChange {
  struct Number {
    ParameterId parameter;
    double value;  ///< in the parameter's unit
    bool operator==(const Number&) const = default;
  };

  bool malformed = false;  ///< the bytes are no MIDI message
  std::optional<Number> number = {};
  std::optional<std::size_t> encoding = {};  ///< its index
  bool operator==(const MidiChange&) const = default;
};

/**
 * What a common controller does out of the box, on any channel: modulation (CC 1) is the temperature, volume
 * (CC 7) the gain, "all sound off" (CC 120) a panic that mutes, until a note ends it, and notes choose
 * encodings, round and round from the lowest on. One thread at a time.
 */
class MidiMap {
 public:
  /** `encodings` is their number. */
  explicit MidiMap(std::size_t encodings) : encodings_(encodings) {}

  /** What one whole message (status byte first, as RtMidi delivers it) asks for. */
  MidiChange take(std::span<const std::uint8_t> message);

 private:
  MidiChange control_change(std::uint8_t controller, std::uint8_t value);
  MidiChange note_on(std::uint8_t note);

  std::size_t encodings_;
  bool panic_ = false;
};

}  // namespace aeolian
