// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian::trainer {

/** The presence of two harmonic tones in a quarter of a second. */
enum class ToneVerdict { first, second, both, between, silent };

/** Shares of a sound's quarters of a second; together with `silent` they add up to 1. */
struct ToneShares {
  double first = 0, second = 0;
  double both = 0;     ///< superposed
  double between = 0;  ///< most of the sound is on the harmonics of neither: a morph
  double silent = 0;
  double changes_per_second = 0;  ///< between first and second: alternation
};

/**
 * Classifies a sound by the peaks of its spectrum as one of two harmonic tones with fundamentals `first_hz`
 * and `second_hz`, both, or neither. Peaks lie on harmonics of one (within 3 % of the fundamental), of the
 * other, or of neither; harmonics that both share are ignored. Both = the weaker has at least a tenth of the
 * stronger's power.
 */
ToneShares tone_shares(std::span<const float> samples, int sample_rate, double first_hz, double second_hz);

/** Classifies one excerpt. */
ToneVerdict tone_verdict(std::span<const float> samples, int sample_rate, double first_hz, double second_hz);

}  // namespace aeolian::trainer
