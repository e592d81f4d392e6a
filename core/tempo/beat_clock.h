// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/tempo/beat_line.h"

namespace aeolian {

/**
 * Finds tempo and beat in a MIDI clock (MIDI 1.0, "Detailed specification", 1996): 24 clocks per quarter
 * note, start, continue, stop and song position.
 *
 * A straight line is fitted to the times of the clocks of the last three beats, so that jitter cancels out.
 * When the newest clocks deviate from it, the tempo has changed, and the line is fitted to those and to later
 * ones alone. A start, a continue or a song position moves the beat at once and keeps the tempo. A clock that
 * was never started counts from its first message. When clocks drop out and return, the beat is where it
 * would be had they gone on at the last tempo.
 *
 * Pure: the caller supplies the time. Allocates nothing. One thread at a time.
 */
class BeatClock {
 public:
  static constexpr int per_beat = 24;  ///< clocks per quarter note
  /** A longer pause is an interruption, not a slow tempo (this one would be 5 beats per minute). */
  static constexpr std::chrono::milliseconds patience{500};

  /** Takes a clock that arrived at `now`; `clocks` is above 1 if some before it were lost on the way. */
  void clock(BeatTime now, std::uint32_t clocks = 1);
  /** The next clock is the beginning of the song. */
  void start();
  /** The next clock goes on from the song position. */
  void resume();
  void stop();
  /** Sets the song position, in sixteenths. */
  void set_position(int sixteenths);

  /** Whether clocks are arriving, and have done so for a beat, so that the tempo is known. */
  bool leads(BeatTime now) const { return heard_ > per_beat && now - last_ <= patience; }
  /** False between a stop and the next start: clocks may arrive, but the song stands still. */
  bool runs() const { return runs_; }
  /** The beats according to the last clocks; stationary while stopped; nothing until the tempo is known. */
  std::optional<BeatLine> line() const;

 private:
  static constexpr std::size_t longest = 3 * per_beat;  ///< clocks that the line is fitted to
  static constexpr std::size_t enough = per_beat / 2;   ///< clocks that give a reliable tempo
  static constexpr std::size_t newest = per_beat / 3;   ///< clocks that reveal a change of tempo

  /** A clock's number, and its time; both counted from the first one. */
  struct Clock {
    double number = -1.;
    double s = 0.;
  };

  void begin_line(std::size_t kept);
  bool has_changed(const Clock& clock);
  void add(const Clock& clock);
  void fit();

  BeatTime first_{}, last_{};
  std::uint64_t heard_ = 0;
  Clock clock_;                        // the last one
  std::array<Clock, longest> clocks_;  // that the line is fitted to: the first count_, oldest first
  std::size_t count_ = 0;
  Clock middle_;                         // a point of the line
  double interval_ = 0.;                 // its slope, seconds per clock; 0 = unknown
  bool keeps_interval_ = false;          // until there are enough clocks
  std::array<double, newest> errors_{};  // of the newest clocks, from the line before each, seconds
  std::size_t error_count_ = 0;          // errors since the line began
  double variance_ = 4e-6;               // of the errors, seconds^2
  bool runs_ = true;
  bool moves_ = false;    // the next clock is at position_
  double position_ = 0.;  // of the next clock in the song, in clocks
  double offset_ = 0.;    // position of a clock minus its number
};

}  // namespace aeolian
