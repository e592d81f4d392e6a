// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "core/realtime.h"
#include "protocols/midi/midi_stream.h"

namespace aeolian::midi {

/** A message and its time of arrival. */
struct TimedMessage {
  ShortMidiMessage message;
  std::int64_t arrived = 0;  ///< nanoseconds of the steady clock
  std::uint32_t clocks = 0;  ///< for a MIDI clock message: the number of F8 received by then
};

/**
 * Messages waiting for a slow reader: the newest of each source (a controller, a key, a wheel, each on its
 * channel, and each kind of MIDI clock message), in order of arrival. Its size is fixed, so it never
 * overflows and never allocates. One thread at a time.
 */
class Backlog {
 public:
  Backlog();

  bool empty() const noexcept AEOLIAN_NONBLOCKING { return next_[ring_end] == ring_end; }

  /** Adds the newest message of its source; returns true if it replaced an older one of the same source. */
  bool push(const TimedMessage& message) noexcept AEOLIAN_NONBLOCKING;

  /** Returns the oldest message. Must not be called while empty. */
  const TimedMessage& front() const noexcept AEOLIAN_NONBLOCKING { return messages_[next_[ring_end]]; }
  void pop() noexcept AEOLIAN_NONBLOCKING { unlink(next_[ring_end]); }

 private:
  static constexpr std::uint16_t kinds = 7, channels = 16, numbers = 128;
  static constexpr std::uint16_t sources = kinds * channels * numbers;
  static constexpr std::uint16_t ring_end = sources;

  static std::uint16_t source_of(const ShortMidiMessage& message) noexcept AEOLIAN_NONBLOCKING;
  void unlink(std::uint16_t source) noexcept AEOLIAN_NONBLOCKING;

  // A linked ring through the waiting sources and ring_end: each entry holds its neighbours, or itself if it
  // is not waiting.
  std::array<TimedMessage, sources> messages_;
  std::array<std::uint16_t, sources + 1> next_{}, previous_{};
};

}  // namespace aeolian::midi
