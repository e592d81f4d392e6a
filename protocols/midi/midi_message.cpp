// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_message.h"

#include <algorithm>

#include "protocols/midi/midi_stream.h"

namespace aeolian::midi {
namespace {

bool is_data(std::uint8_t byte) {
  return byte < 0x80;
}

bool is_whole(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return false;
  const auto status = bytes.front();
  if (status == 0xF0) return bytes.size() > 1 && bytes.back() == 0xF7;
  return bytes.size() == message_size(status) && std::ranges::all_of(bytes.subspan(1), is_data);
}

Message::Kind kind_of(std::uint8_t status, std::uint8_t velocity) {
  using Kind = Message::Kind;
  switch (status >> 4) {
    case 0x8:
      return Kind::note_off;
    case 0x9:
      return velocity > 0 ? Kind::note_on : Kind::note_off;
    case 0xA:
      return Kind::key_pressure;
    case 0xB:
      return Kind::control_change;
    case 0xC:
      return Kind::program_change;
    case 0xD:
      return Kind::channel_pressure;
    case 0xE:
      return Kind::pitch_bend;
    default:
      return Kind::system;
  }
}

}  // namespace

std::optional<Message> parse_message(std::span<const std::uint8_t> bytes) {
  if (!is_whole(bytes)) return {};
  if (bytes.front() >= 0xF0) return Message{};
  const std::uint8_t second = bytes.size() > 2 ? bytes[2] : std::uint8_t{0};
  return Message{kind_of(bytes.front(), second), static_cast<std::uint8_t>((bytes.front() & 0x0F) + 1),
                 bytes[1], second};
}

std::string text_of(const Message& message) {
  using Kind = Message::Kind;
  const auto first = std::to_string(message.first), second = std::to_string(message.second);
  const auto channel = " on channel " + std::to_string(message.channel) + ": ";
  switch (message.kind) {
    case Kind::note_off:
      return "note " + first + channel + "released";
    case Kind::note_on:
      return "note " + first + channel + second;
    case Kind::key_pressure:
      return "key-pressure " + first + channel + second;
    case Kind::control_change:
      return "cc " + first + channel + second;
    case Kind::program_change:
      return "program " + first + channel + "chosen";
    case Kind::channel_pressure:
      return "pressure" + channel + first;
    case Kind::pitch_bend:
      return "bend" + channel + std::to_string(message.second << 7 | message.first);
    case Kind::system:
      break;
  }
  return "a system message";
}

}  // namespace aeolian::midi
