// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "protocols/midi/midi_wire.h"

namespace aeolian::midi {

/** Messages that did not reach the daemon. Any thread. */
struct Dropped {
  std::atomic<std::uint32_t> malformed = 0;  ///< cut short, or data bytes without a status byte
  /** Replaced by newer ones of the same source, or too many for their sender's buffer in JACK. */
  std::atomic<std::uint32_t> lost = 0;
};

/**
 * Splits the bytes of one port into messages and writes channel and MIDI clock messages to the pipe; other
 * system messages are dropped, because nothing is bound to them. While the pipe is full, the newest message
 * of each source is kept, and written before anything that arrives later. One thread at a time, which may be
 * JACK's; does not allocate or wait.
 */
class Forwarder {
 public:
  /** Both must outlive it. */
  Forwarder(const WireWriter& wire, Dropped& dropped) : wire_(wire), dropped_(dropped) {}

  /** Takes bytes that arrived at `now`, nanoseconds of the steady clock. */
  void push(std::span<const std::uint8_t> bytes, std::int64_t now) noexcept;

  /** Writes waiting messages to the pipe; true = some are still waiting, so call it again soon. */
  bool flush() noexcept;

 private:
  const WireWriter& wire_;
  Dropped& dropped_;
  Stream stream_;
  Backlog backlog_;
  std::uint32_t clocks_ = 0;
};

}  // namespace aeolian::midi
