// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace aeolian::trainer {

/**
 * Tells at once whether a sound is alive. Frames of about 46 ms, 128 bands up to 16 kHz, a hop of an
 * eighth of the window; levels are relative to the sound's own loud parts, so that a quiet sound is not a
 * silent one.
 */
struct Liveness {
  double level_db = 0;      ///< RMS, of full scale
  double silent_share = 0;  ///< of frames more than 45 dB below the loud ones (95th percentile)
  /** Mean absolute change of a band within 23 ms, dB; what lies 60 dB below the loudest band does not move.
   */
  double flux_db = 0;
  double loudest_db = 0;  ///< of a band, the loudest
  bool finite = true;     ///< every sample is a number
};

/**
 * All 0 of a sound that is shorter than a frame; values that are not finite count as 0. `loudest_db`: the
 * band level that flux is heard against, that of the sound to compare with; its own where none is given. The
 * longer a sound, the louder its loudest moment, and the less of it moves by its own.
 */
Liveness liveness(std::span<const float> samples, int sample_rate, std::optional<double> loudest_db = {});

/** The state of a sound that a model plays. */
enum class Verdict {
  alive,
  frozen,    ///< moves less than half as much as the real sound
  silent,    ///< 12 dB below the real sound, or falls silent in a quarter more of the time than it does
  exploded,  ///< 9 dB above the real sound, moves half as much again, or is no sound at all
};

Verdict verdict(const Liveness& played, const Liveness& real);

std::string_view to_string(Verdict verdict);

}  // namespace aeolian::trainer
