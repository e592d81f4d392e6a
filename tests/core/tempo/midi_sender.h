// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cmath>
#include <random>

#include "core/tempo/beat_line.h"

namespace aeolian {

/**
 * Sends MIDI clocks whose arrival times have normally distributed jitter; time is counted from the first
 * clock.
 */
class MidiSender {
 public:
  explicit MidiSender(double tempo, double jitter_s = 0.002, unsigned seed = 1)
      : tempo_(tempo), jitter_s_(jitter_s), random_(seed) {}

  void set_tempo(double tempo) { tempo_ = tempo; }
  /** Adds silence before the next clock, seconds beyond the usual interval. */
  void pause(double s) { s_ += s; }

  /** Sends the next clock and returns the time at which it is due. */
  double next() {
    const double due = s_;
    s_ += 60. / (24. * tempo_);
    return due;
  }
  /** The arrival time of a clock that is due at `s`: never before the previous one. */
  BeatTime arrival(double s) {
    last_ = std::max(last_, at(s + jitter_s_ * jitter_(random_)));
    return last_;
  }

  static BeatTime at(double s) {
    return BeatTime(std::chrono::hours(1)) +
           std::chrono::round<BeatTime::duration>(std::chrono::duration<double>(s));
  }

 private:
  double tempo_;
  double s_ = 0.;
  BeatTime last_{};
  double jitter_s_;
  std::normal_distribution<double> jitter_;
  std::mt19937 random_;
};

}  // namespace aeolian
