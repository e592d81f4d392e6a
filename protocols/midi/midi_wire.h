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
    alive,      ///< the next record comes within `value` ms, otherwise it hangs
    malformed,  ///< `value` more messages were cut short
    lost,       ///< `value` more messages were replaced by newer ones of the same source
    port,       ///< text: name of our port; empty = there is none
    connected,  ///< text: name of the port connected to it; empty = none
    missing,    ///< text: what it is looking for; empty = nothing
    clock,      ///< a message of a MIDI clock; `value` F8 have come by then
    listeners,  ///< text: names of the ports that our port "out" is connected to; empty = none
  };
  std::int64_t arrived = 0;  ///< of a message of either kind, nanoseconds of the steady clock
  std::uint32_t value = 0;
  Kind kind = Kind::alive;
  std::array<std::uint8_t, 3> bytes{};

  bool has_text() const { return (kind >= Kind::port && kind <= Kind::missing) || kind == Kind::listeners; }
  /** The bytes of a message of either kind. */
  std::span<const std::uint8_t> message() const {
    return std::span(bytes).first(kind == Kind::clock ? message_size(bytes[0]) : value);
  }
};
static_assert(sizeof(Record) == 16);

/** The writing end of the pipe, which never waits. Several threads. */
class WireWriter {
 public:
  /** `fd` is O_NONBLOCK and must stay open. */
  explicit WireWriter(int fd) : fd_(fd) {}

  /** False = the pipe is full, or has no reader. */
  bool write(const TimedMessage& message) const noexcept;
  bool write(Record::Kind kind, std::uint32_t value) const;
  /** Text beyond 1000 bytes is cut off. */
  bool write(Record::Kind kind, std::string_view text) const;

 private:
  const int fd_;
};

/** A record with its text. */
struct News {
  Record record;
  std::string text = {};
};

/** Assembles records from what is read from the pipe. Pure; one thread at a time. */
class WireReader {
 public:
  void push(std::span<const char> bytes);

  /**
   * The next complete record; nothing = there is none yet; an error = the bytes cannot come from
   * aeolian-midi.
   */
  ErrorOr<std::optional<News>> next();

 private:
  std::vector<char> bytes_;
  std::size_t read_ = 0;  ///< number of bytes already returned
};

}  // namespace aeolian::midi
