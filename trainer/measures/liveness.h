#pragma once

#include <span>

namespace aeolian {

/**
 * What tells at once whether a sound is alive. Frames of about 46 ms, 128 bands up to 16 kHz, a hop of an
 * eighth of the window; levels are relative to the sound's own loud parts, so that a quiet sound is not a
 * silent one.
 */
struct Liveness {
  double level_db = 0;      ///< RMS, of full scale
  double silent_share = 0;  ///< of frames more than 45 dB below the loud ones (95th percentile)
  /** Mean absolute change of a band within 23 ms, dB; what lies 60 dB below the loudest band does not move.
   */
  double flux_db = 0;
};

/** All 0 of a sound that is shorter than a frame; values that are not finite count as 0. */
Liveness liveness(std::span<const float> samples, int sample_rate);

}  // namespace aeolian
