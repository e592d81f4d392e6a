// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocols/midi/midi_binding.h"
#include "protocols/midi/midi_source.h"

namespace aeolian {

/**
 * Waits for the one source that is meant by "this one". A source has moved enough when a controller or the
 * bend went 4 of 128 steps, or pressure 32; and it is meant when every other moved less than half as far. A
 * key is meant when it is let go, or after half a second, and nothing else has moved meanwhile, as touched
 * faders send keys too. A 14-bit controller or an NRPN is told from the plain controllers that carry it. An
 * encoder, which sends one value again and again, is told from a fader, with the way it counts. The clock is
 * the caller's. One thread at a time.
 */
class MidiLearn {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds time_limit{10};
  static constexpr std::chrono::milliseconds key_time{500};

  struct Found {
    MidiSource source;
    std::optional<MidiMode> mode = {};  ///< of an encoder; nothing = the usual one
    bool operator==(const Found&) const = default;
  };

  explicit MidiLearn(Clock::time_point now) : began_(now) {}

  /** What one message did, as MidiDecoder gives it. */
  std::optional<Found> take(std::span<const MidiMove> moves, Clock::time_point now);

  /** Whether a key has been held for so long that it is meant. */
  std::optional<Found> look(Clock::time_point now) const;

  bool is_over(Clock::time_point now) const { return now - began_ >= time_limit; }

 private:
  /** One source that has been heard. */
  struct Candidate {
    MidiSource source;
    double lowest = 1., highest = 0.;
    int repeats = 0;               ///< times that it sent the value that it had sent before
    std::vector<int> values = {};  ///< each once, the last one heard at the end

    double way() const { return highest - lowest; }
  };

  void follow(const MidiMove& move);
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

}  // namespace aeolian
