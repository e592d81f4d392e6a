// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/realtime.h"

namespace aeolian::midi {

/** A complete MIDI message of one to three bytes, status byte first. */
struct ShortMidiMessage {
  std::array<std::uint8_t, 3> bytes{};
  std::uint8_t size = 0;

  std::span<const std::uint8_t> span() const { return std::span(bytes).first(size); }
  bool is_of_channel() const { return bytes[0] < 0xF0; }
  /** Whether it is a song position, clock, start, continue or stop. */
  bool is_of_clock() const {
    const auto status = bytes[0];
    return status == 0xF2 || status == 0xF8 || (status >= 0xFA && status <= 0xFC);
  }
  bool operator==(const ShortMidiMessage&) const = default;
};
static_assert(sizeof(ShortMidiMessage) == 4);

/**
 * Splits a stream of bytes into messages by the rules of MIDI 1.0 ("Detailed specification", 1996, table I
 * and appendix 2), regardless of packet boundaries:
 *
 * - A channel message leaves its status byte in force for data bytes that follow (running status).
 * - A status byte in the middle of a message drops the incomplete message and begins the next.
 * - Real-time bytes (F8 to FF) are messages of their own, even inside another message, which continues after
 *   them.
 * - System exclusive messages are skipped. They end with F7 or any other status byte but a real-time one.
 * - Undefined status bytes (F4, F5, F9, FD) are skipped; F4 and F5 end incomplete messages and running
 *   status.
 * - Data bytes without a status byte are skipped.
 *
 * Allocates nothing and keeps three bytes, however long the stream. One thread at a time.
 */
class Stream {
 public:
  /** Takes the next byte; returns the message that it completes. */
  std::optional<ShortMidiMessage> push(std::uint8_t byte) noexcept AEOLIAN_NONBLOCKING;

  /** Returns the number of messages cut short, and of runs of data bytes without a status byte. */
  std::uint64_t malformed() const { return malformed_; }

 private:
  std::optional<ShortMidiMessage> begin(std::uint8_t status) noexcept AEOLIAN_NONBLOCKING;
  std::optional<ShortMidiMessage> add(std::uint8_t data) noexcept AEOLIAN_NONBLOCKING;

  ShortMidiMessage message_;   ///< the message so far; only its status byte during running status
  std::size_t expected_ = 0;   ///< size of the complete message; 0 = no status byte is in force
  bool runs_on_ = false;       ///< message_ is the status byte of a completed message
  bool is_exclusive_ = false;  ///< within a system exclusive message
  bool is_lost_ = false;       ///< within data bytes without a status byte, already counted
  std::uint64_t malformed_ = 0;
};

/**
 * Returns the size of the message that begins with `status`; 0 = variable, undefined, or not a status byte.
 */
constexpr std::size_t message_size(std::uint8_t status) noexcept {
  switch (status >> 4) {
    case 0x8:
    case 0x9:
    case 0xA:
    case 0xB:
    case 0xE:
      return 3;
    case 0xC:
    case 0xD:
      return 2;
    default:
      break;
  }
  switch (status) {
    case 0xF1:
    case 0xF3:
      return 2;
    case 0xF2:
      return 3;
    case 0xF6:
    case 0xF8:
    case 0xFA:
    case 0xFB:
    case 0xFC:
    case 0xFE:
    case 0xFF:
      return 1;
    default:
      return 0;
  }
}

}  // namespace aeolian::midi
