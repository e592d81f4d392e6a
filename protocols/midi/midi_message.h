// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace aeolian::midi {

/** A MIDI message (MIDI 1.0, "Detailed specification", 1996), as far as it is needed here. */
struct Message {
  enum class Kind {
    note_off,
    note_on,
    key_pressure,
    control_change,
    program_change,
    channel_pressure,
    pitch_bend,
    system,  ///< clocks, system exclusive and the like, without content
  };
  Kind kind = Kind::system;
  std::uint8_t channel = 1;  ///< 1..16
  std::uint8_t first = 0;    ///< first data byte, 0..127
  std::uint8_t second = 0;   ///< second data byte, 0..127

  bool operator==(const Message&) const = default;
};

/**
 * Parses one whole message, status byte first, as RtMidi delivers it. A note on with velocity 0 is a note
 * off. Nothing = the bytes are not a message.
 */
std::optional<Message> parse_message(std::span<const std::uint8_t> bytes);

/** Describes a channel message in words, such as "cc 7 on channel 1: 100". */
std::string text_of(const Message& message);

}  // namespace aeolian::midi
