// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_forwarder.h"

namespace aeolian::midi {
namespace {

constexpr std::uint8_t clock = 0xF8;

}  // namespace

void Forwarder::push(std::span<const std::uint8_t> bytes, std::int64_t now) noexcept {
  flush();
  const auto malformed = stream_.malformed();
  for (const auto byte : bytes) {
    const auto message = stream_.push(byte);
    if (!message || !(message->is_of_channel() || message->is_of_clock())) continue;
    if (message->bytes[0] == clock) ++clocks_;
    const TimedMessage timed{*message, now, clocks_};
    if (backlog_.empty() && wire_.write(timed)) continue;
    if (backlog_.push(timed) && message->is_of_channel()) ++dropped_.lost;
  }
  dropped_.malformed += static_cast<std::uint32_t>(stream_.malformed() - malformed);
}

bool Forwarder::flush() noexcept {
  while (!backlog_.empty() && wire_.write(backlog_.front())) backlog_.pop();
  return !backlog_.empty();
}

}  // namespace aeolian::midi
