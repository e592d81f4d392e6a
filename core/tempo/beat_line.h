// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace aeolian {

inline constexpr double default_tempo = 120.;  ///< beats per minute

/** The time of beats. */
using BeatTime = std::chrono::steady_clock::time_point;

/** Beats (quarter notes) at a constant tempo, given by the beat at one moment. */
struct BeatLine {
  double tempo = default_tempo;  ///< beats per minute
  double beat = 0.;              ///< at `time`
  BeatTime time{};

  double beat_at(BeatTime when) const {
    return beat + std::chrono::duration<double>(when - time).count() * tempo / 60.;
  }
  BeatTime time_of(double wanted) const {
    const std::chrono::duration<double> wait((wanted - beat) * 60. / tempo);
    return time + std::chrono::round<BeatTime::duration>(wait);
  }
};

}  // namespace aeolian
