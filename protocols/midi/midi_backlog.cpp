// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_backlog.h"

namespace aeolian::midi {

Backlog::Backlog() {
  for (std::uint16_t source = 0; source <= ring_end; ++source) next_[source] = previous_[source] = source;
}

bool Backlog::push(const TimedMessage& message) noexcept {
  const auto source = source_of(message.message);
  const bool waits = next_[source] != source;
  if (waits) unlink(source);
  messages_[source] = message;
  next_[source] = ring_end;
  previous_[source] = previous_[ring_end];
  next_[previous_[ring_end]] = source;
  previous_[ring_end] = source;
  return waits;
}

void Backlog::unlink(std::uint16_t source) noexcept {
  next_[previous_[source]] = next_[source];
  previous_[next_[source]] = previous_[source];
  next_[source] = previous_[source] = source;
}

std::uint16_t Backlog::source_of(const ShortMidiMessage& message) noexcept {
  const auto status = message.bytes[0];
  if (!message.is_of_channel()) return static_cast<std::uint16_t>((status & 0x0Fu) * numbers);
  const unsigned kind = status < 0x90 ? 1 : (status >> 4) - 8u;  // note off counts as note on
  const bool has_number = kind <= 3;                             // notes, key pressure and controllers
  const unsigned number = has_number ? message.bytes[1] & 0x7Fu : 0u;
  return static_cast<std::uint16_t>((kind * channels + (status & 0x0Fu)) * numbers + number);
}

}  // namespace aeolian::midi
