// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace aeolian::trainer {

/**
 * Cheap measures of whether a sound is alive. Frames of about 46 ms, 128 bands up to 16 kHz, a hop of an
 * eighth of the window. Levels are relative to the sound's own loud parts, so that a quiet sound does not
 * count as silent.
 */
struct Liveness {
  double level_db = 0;      ///< RMS, relative to full scale
  double silent_share = 0;  ///< of frames more than 45 dB below the loud ones (95th percentile)
  /**
   * Mean absolute change of a band within 23 ms, dB; bands more than 60 dB below the loudest count as still.
   */
  double flux_db = 0;
  double loudest_db = 0;  ///< of the loudest band
  bool finite = true;     ///< all samples are finite
};

/**
 * All 0 for a sound shorter than a frame; values that are not finite count as 0. `loudest_db` is the band
 * level that flux is relative to: that of the sound to compare with, or by default its own. The longer a
 * sound, the louder its loudest moment, and the less it moves relative to its own.
 */
Liveness liveness(std::span<const float> samples, int sample_rate, std::optional<double> loudest_db = {});

/** The state of a sound that a model plays. */
enum class Verdict {
  alive,
  frozen,    ///< moves less than half as much as the real sound
  silent,    ///< 12 dB below the real sound, or a silent_share that is .25 higher
  exploded,  ///< 9 dB above the real sound, moves half as much again, or is not finite
};

Verdict verdict(const Liveness& played, const Liveness& real);

std::string_view to_string(Verdict verdict);

}  // namespace aeolian::trainer
