// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "protocols/midi/midi_message.h"

namespace aeolian::midi {

enum class MidiSourceKind {
  cc,            ///< control change, 7 bits
  cc14,          ///< control changes n (0..31) and n + 32 as one 14-bit value
  nrpn,          ///< non-registered parameter number (0..16382), by data entry
  note,          ///< note on with its velocity, and note off
  key_pressure,  ///< polyphonic
  pressure,      ///< of the channel
  bend,
  program,
};

/** A move of a source, reported by one or more messages. */
struct Move {
  enum class Edge { none, pressed, released };

  MidiSourceKind kind = MidiSourceKind::cc;
  int number = 0;   ///< of the controller, key or program; 0 if the kind has none
  int channel = 1;  ///< 1..16
  int value = 0;
  int last = 127;          ///< the largest value: 127, or 16383
  Edge edge = Edge::none;  ///< of a key or program, or a controller crossing its middle

  /**
   * Returns 0..1, with the middle value (64, 8192), at which wheels rest, exactly at 0.5: the min-centre-max
   * scaling of MIDI 2.0 (M2-115-U, "Bit scaling and resolution").
   */
  double position() const;
  bool operator==(const Move&) const = default;
};

/** A control on a MIDI device; written as "cc 7" and the like in files, answers and messages. */
struct MidiSource {
  MidiSourceKind kind = MidiSourceKind::cc;
  std::optional<int> number = {};   ///< nothing = any, or the kind has none
  std::optional<int> channel = {};  ///< 1..16; nothing = any

  bool hears(const Move& move) const;
  /** Returns how specific it is: of two sources that match a move, the one with the larger number wins. */
  int exactness() const { return (number ? 2 : 0) + (channel ? 1 : 0); }
  /** Returns "cc 7", "cc14 1", "nrpn 300", "note any", "bend": without the channel. */
  std::string text() const;
  /** Returns the same, with " on channel 3" if it has a channel. */
  std::string text_with_channel() const;
  bool operator==(const MidiSource&) const = default;
};

/** Parses the output of MidiSource::text(); the error says what is wrong, and the nearest valid word. */
ErrorOr<MidiSource> parse_source(std::string_view text);

/** Controllers from here on are channel mode messages ("all sound off") and not sources. */
inline constexpr int first_mode_controller = 120;

/**
 * Turns messages into moves: keeps the halves of 14-bit values, the NRPN selected for data entry, and on
 * which side of its middle each controller is. One thread at a time.
 */
class Decoder {
 public:
  /**
   * Returns the moves in `message`, the most specific reading first: a data entry is a move of its NRPN, or
   * of a 14-bit controller, or of a plain one. As specified, a coarse value sets the fine one to 0; for a
   * controller or an NRPN that has never received a fine value, the coarse one alone spans the range.
   */
  std::vector<Move> take(const Message& message);

 private:
  /** A value in two halves. */
  struct Halves {
    int coarse = 0;
    int fine = 0;
    bool has_fine = false;

    int value() const { return has_fine ? coarse << 7 | fine : coarse; }
    int last() const { return has_fine ? 16383 : 127; }
  };
  struct Channel {
    std::array<std::uint8_t, 128> controllers{};
    std::array<Halves, 32> wide{};
    std::optional<int> nrpn_coarse, nrpn_fine;  ///< nothing = none selected
    Halves data;                                ///< of the selected NRPN
    std::set<int> fine_nrpns;                   ///< those that have ever received a fine value
  };

  void control_change(const Message& message, std::vector<Move>& moves);
  static std::optional<Move> nrpn(Channel& channel, const Message& message);
  static std::optional<Move> enter_data(Channel& channel, const Message& message);
  static std::optional<Move> wide(Channel& channel, const Message& message);

  std::array<Channel, 16> channels_{};
};

}  // namespace aeolian::midi
