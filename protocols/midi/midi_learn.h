// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocols/midi/midi_binding.h"
#include "protocols/midi/midi_source.h"

namespace aeolian::midi {

/**
 * Finds the source that the user means by moving it. A source has moved enough when a controller or the bend
 * has moved by 4 of 128 steps, or pressure (or controllers 32 to 63, which may be fine halves) by 32; it is
 * the one meant if every other has moved less than half as far. A key is meant when it is released, or after
 * half a second, if nothing else has moved meanwhile, because touch-sensitive faders send notes too. Tells a
 * 14-bit controller or an NRPN from the plain controllers that carry it. Also tells an encoder, which sends
 * one value again and again, from a fader, and finds its counting mode. The caller provides the time. One
 * thread at a time.
 */
class Learn {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds time_limit{10};
  static constexpr std::chrono::milliseconds key_time{500};

  struct Found {
    MidiSource source;
    std::optional<Mode> mode = {};  ///< of an encoder; nothing = the usual one
    bool operator==(const Found&) const = default;
  };

  explicit Learn(Clock::time_point now) : began_(now) {}

  /** Takes the moves of one message, from Decoder. */
  std::optional<Found> take(std::span<const Move> moves, Clock::time_point now);

  /** Checks whether a key has been held long enough to be meant. */
  std::optional<Found> look(Clock::time_point now) const;

  bool is_over(Clock::time_point now) const { return now - began_ >= time_limit; }

 private:
  /** A source that has moved. */
  struct Candidate {
    MidiSource source;
    double lowest = 1., highest = 0.;
    int repeats = 0;               ///< how often it repeated the same value
    std::vector<int> values = {};  ///< distinct values, the last one received at the end

    double way() const { return highest - lowest; }
  };

  void follow(const Move& move);
  const Candidate* find(const MidiSource& source) const;
  bool carries_another(const MidiSource& source) const;
  bool is_real(const MidiSource& source) const;
  bool is_meant(const Candidate& candidate) const;
  bool something_moved() const;

  Clock::time_point began_;
  std::vector<Candidate> candidates_;
  std::optional<MidiSource> key_;
  Clock::time_point key_since_{};
};

}  // namespace aeolian::midi
