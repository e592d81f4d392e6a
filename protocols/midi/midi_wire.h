// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/realtime.h"
#include "protocols/midi/midi_backlog.h"

namespace aeolian::midi {

/** A record in the pipe from aeolian-midi to the daemon; some are followed by `value` bytes of text. */
struct Record {
  enum class Kind : std::uint8_t {
    message,    ///< `value` bytes of a channel message
    alive,      ///< the next record comes within `value` ms; otherwise the program hangs
    malformed,  ///< `value` more messages were cut short
    lost,       ///< `value` more messages were replaced by newer ones of the same source
    port,       ///< text: name of our port; empty = none
    connected,  ///< text: name of the port connected to it; empty = none
    missing,    ///< text: name of the port it is looking for; empty = none
    clock,      ///< a MIDI clock message; `value` F8 received by then
    listeners,  ///< text: names of the ports that our port "out" is connected to; empty = none
  };
  std::int64_t arrived = 0;  ///< of a message of either kind, nanoseconds of the steady clock
  std::uint32_t value = 0;
  Kind kind = Kind::alive;
  std::array<std::uint8_t, 3> bytes{};

  bool has_text() const { return (kind >= Kind::port && kind <= Kind::missing) || kind == Kind::listeners; }
  /** Returns the bytes of a message of either kind. */
  std::span<const std::uint8_t> message() const {
    return std::span(bytes).first(kind == Kind::clock ? message_size(bytes[0]) : value);
  }
};
static_assert(sizeof(Record) == 16);

/** The writing end of the pipe, which never waits. Several threads may use it. */
class WireWriter {
 public:
  /** `fd` is O_NONBLOCK and must stay open. */
  explicit WireWriter(int fd) : fd_(fd) {}

  /** Writes a message; false = the pipe is full, or has no reader. */
  bool write(const TimedMessage& message) const noexcept;
  bool write(Record::Kind kind, std::uint32_t value) const;
  /** Writes a text, cut off after 1000 bytes. */
  bool write(Record::Kind kind, std::string_view text) const;

 private:
  const int fd_;
};

/** A record with its text. */
struct News {
  Record record;
  std::string text = {};
};

/** Assembles records from bytes read from the pipe. Pure; one thread at a time. */
class WireReader {
 public:
  void push(std::span<const char> bytes);

  /**
   * Returns the next complete record; nothing = there is none yet; an error = the bytes cannot come from
   * aeolian-midi.
   */
  ErrorOr<std::optional<News>> next();

 private:
  std::vector<char> bytes_;
  std::size_t read_ = 0;  ///< number of bytes already returned
};

}  // namespace aeolian::midi
