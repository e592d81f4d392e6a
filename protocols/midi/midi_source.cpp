// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_source.h"

#include <algorithm>

#include "core/control/spelling.h"
#include "core/parse_number.h"

namespace aeolian::midi {
namespace {

struct KindName {
  MidiSourceKind kind;
  std::string_view name;
  int last_number;  ///< -1 = it has no number
  bool may_be_any;
};

constexpr int no_number = -1;
constexpr int null_nrpn = 16383;

constexpr std::array<KindName, 8> kind_names{{
    {MidiSourceKind::cc, "cc", first_mode_controller - 1, false},
    {MidiSourceKind::cc14, "cc14", 31, false},
    {MidiSourceKind::nrpn, "nrpn", null_nrpn - 1, false},
    {MidiSourceKind::note, "note", 127, true},
    {MidiSourceKind::key_pressure, "key-pressure", 127, true},
    {MidiSourceKind::pressure, "pressure", no_number, false},
    {MidiSourceKind::bend, "bend", no_number, false},
    {MidiSourceKind::program, "program", 127, true},
}};

const KindName& name_of(MidiSourceKind kind) {
  return *std::ranges::find(kind_names, kind, &KindName::kind);
}

ErrorOr<int> number_of(const KindName& kind, std::string_view text) {
  const auto number = parse_number<int>(text);
  if (number && *number >= 0 && *number <= kind.last_number) return *number;
  return fail(std::string(kind.name) + " takes a number, 0 to " + std::to_string(kind.last_number) +
              (kind.may_be_any ? ", or any" : ""));
}

Move::Edge edge_between(int before, int now) {
  constexpr int middle = 64;
  if (before < middle && now >= middle) return Move::Edge::pressed;
  if (before >= middle && now < middle) return Move::Edge::released;
  return Move::Edge::none;
}

}  // namespace

double Move::position() const {
  const int middle = (last + 1) / 2;
  if (value <= middle) return 0.5 * value / middle;
  return 0.5 + 0.5 * (value - middle) / (last - middle);
}

bool MidiSource::hears(const Move& move) const {
  return move.kind == kind && move.number == number.value_or(move.number) &&
         move.channel == channel.value_or(move.channel);
}

std::string MidiSource::text() const {
  const auto& name = name_of(kind);
  std::string text(name.name);
  if (name.last_number != no_number) text += ' ' + (number ? std::to_string(*number) : "any");
  return text;
}

std::string MidiSource::text_with_channel() const {
  return text() + (channel ? " on channel " + std::to_string(*channel) : "");
}

ErrorOr<MidiSource> parse_source(std::string_view text) {
  const auto space = text.find(' ');
  const auto word = text.substr(0, space);
  const auto kind = std::ranges::find(kind_names, word, &KindName::name);
  if (kind == kind_names.end()) {
    std::vector<std::string> names;
    for (const auto& each : kind_names) names.emplace_back(each.name);
    return fail("there is no such MIDI source; " + suggestion(word, names));
  }
  MidiSource source{.kind = kind->kind};
  if (kind->last_number == no_number) {
    if (space != std::string_view::npos) return fail(std::string(kind->name) + " takes no number");
    return source;
  }
  const auto rest = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  if (kind->may_be_any && rest == "any") return source;
  const auto number = number_of(*kind, rest);
  if (!number) return tl::unexpected(number.error());
  source.number = *number;
  return source;
}

std::vector<Move> Decoder::take(const Message& message) {
  using Kind = Message::Kind;
  using Edge = Move::Edge;
  const int channel = message.channel;
  switch (message.kind) {
    case Kind::control_change: {
      std::vector<Move> moves;
      control_change(message, moves);
      return moves;
    }
    case Kind::note_on:
      return {{MidiSourceKind::note, message.first, channel, message.second, 127, Edge::pressed}};
    case Kind::note_off:
      return {{MidiSourceKind::note, message.first, channel, 0, 127, Edge::released}};
    case Kind::key_pressure:
      return {{MidiSourceKind::key_pressure, message.first, channel, message.second}};
    case Kind::channel_pressure:
      return {{MidiSourceKind::pressure, 0, channel, message.first}};
    case Kind::pitch_bend:
      return {{MidiSourceKind::bend, 0, channel, message.second << 7 | message.first, 16383}};
    case Kind::program_change:
      return {{MidiSourceKind::program, message.first, channel, message.first, 127, Edge::pressed}};
    case Kind::system:
      break;
  }
  return {};
}

void Decoder::control_change(const Message& message, std::vector<Move>& moves) {
  if (message.first >= first_mode_controller) return;
  auto& channel = channels_[message.channel - 1u];
  if (const auto move = nrpn(channel, message)) moves.push_back(*move);
  if (const auto move = wide(channel, message)) moves.push_back(*move);
  auto& before = channel.controllers[message.first];
  moves.push_back({MidiSourceKind::cc, message.first, message.channel, message.second, 127,
                   edge_between(before, message.second)});
  before = message.second;
}

std::optional<Move> Decoder::nrpn(Channel& channel, const Message& message) {
  switch (message.first) {
    case 99:
      channel.nrpn_coarse = message.second;
      channel.data = {};
      return {};
    case 98:
      channel.nrpn_fine = message.second;
      channel.data = {};
      return {};
    case 100:  // either half of a registered number deselects the NRPN
    case 101:
      channel.nrpn_coarse.reset();
      channel.nrpn_fine.reset();
      return {};
    default:
      return enter_data(channel, message);
  }
}

std::optional<Move> Decoder::enter_data(Channel& channel, const Message& message) {
  if (!channel.nrpn_coarse || !channel.nrpn_fine) return {};
  const int number = *channel.nrpn_coarse << 7 | *channel.nrpn_fine;
  if (number == null_nrpn) return {};
  auto& data = channel.data;
  data.has_fine = channel.fine_nrpns.contains(number);
  switch (message.first) {
    case 6:
      data.coarse = message.second;
      data.fine = 0;
      break;
    case 38:
      data.fine = message.second;
      data.has_fine = true;
      channel.fine_nrpns.insert(number);
      break;
    case 96:
    case 97: {
      const int step = message.first == 96 ? 1 : -1;
      const int moved = std::clamp(data.value() + step, 0, data.last());
      data.coarse = data.has_fine ? moved >> 7 : moved;
      data.fine = data.has_fine ? moved & 127 : 0;
      break;
    }
    default:
      return {};
  }
  return Move{MidiSourceKind::nrpn, number, message.channel, data.value(), data.last()};
}

std::optional<Move> Decoder::wide(Channel& channel, const Message& message) {
  if (message.first >= 64) return {};
  const int number = message.first % 32;
  auto& halves = channel.wide[static_cast<std::size_t>(number)];
  if (message.first < 32) {
    halves.coarse = message.second;
    halves.fine = 0;
  } else {
    halves.fine = message.second;
    halves.has_fine = true;
  }
  return Move{MidiSourceKind::cc14, number, message.channel, halves.value(), halves.last()};
}

}  // namespace aeolian::midi
