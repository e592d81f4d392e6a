// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian::trainer {

/** The shares of two harmonic tones in a quarter of a second. */
enum class ToneVerdict { first, second, both, between, silent };

/** The shares of a sound's quarters of a second; they add up to 1 with `silent`. */
struct ToneShares {
  double first = 0, second = 0;
  double both = 0;     ///< superposed
  double between = 0;  ///< most of the sound lies on neither's harmonics: a morph
  double silent = 0;
  double changes_per_second = 0;  ///< between first and second: alternation
};

/**
 * Tells, by the peaks of its spectrum, what a sound holds of two harmonic tones with fundamentals `first_hz`
 * and `second_hz`: peaks on harmonics of one (within 3 % of the fundamental), of the other, or of neither;
 * harmonics that both have tell nothing. Both = the weaker has a tenth of the stronger's power or more.
 */
ToneShares tone_shares(std::span<const float> samples, int sample_rate, double first_hz, double second_hz);

/** The verdict on one stretch. */
ToneVerdict tone_verdict(std::span<const float> samples, int sample_rate, double first_hz, double second_hz);

}  // namespace aeolian::trainer
