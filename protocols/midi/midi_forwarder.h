// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "protocols/midi/midi_wire.h"

namespace aeolian {

/** Messages that never came to the daemon. Any thread. */
struct MidiDropped {
  std::atomic<std::uint32_t> malformed = 0;  ///< cut short, or data bytes without a status byte
  std::atomic<std::uint32_t> lost = 0;       ///< made room for newer ones of the same source
};

/**
 * Cuts the bytes of one port into messages and writes those of channels into the pipe; system messages move
 * nothing and stay here. While the pipe is full the newest message of each source is kept, and written before
 * anything that comes later. One thread at a time, which may be JACK's; nothing here allocates or waits.
 */
class MidiForwarder {
 public:
  /** Both outlive it. */
  MidiForwarder(const MidiWireWriter& wire, MidiDropped& dropped) : wire_(wire), dropped_(dropped) {}

  /** Bytes that came at `now`, nanoseconds of the steady clock. */
  void push(std::span<const std::uint8_t> bytes, std::int64_t now) noexcept;

  /** Writes what waits for room in the pipe; true = some of it waits on, and this is to be called again soon.
   */
  bool flush() noexcept;

 private:
  const MidiWireWriter& wire_;
  MidiDropped& dropped_;
  MidiStream stream_;
  MidiBacklog backlog_;
};

}  // namespace aeolian
