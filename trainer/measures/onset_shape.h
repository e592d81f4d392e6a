// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian::trainer {

/** One onset: how sharply a sound begins. */
struct OnsetShape {
  double at_s = 0;       ///< of the steepest rise
  double rise_db = 0;    ///< the largest rise of the level within 12 ms
  double attack_ms = 0;  ///< from a tenth to nine tenths of the highest amplitude (Peeters, CUIDADO 2004)
};

/**
 * Finds the onsets of a sound: places where 50 ms are at least 12 dB louder than the 50 ms before, more so
 * than any other place within 60 ms, and at most 30 dB softer than the loudest 50 ms. Levels are of Hann
 * windows of 3 ms, at least 60 dB below the loudest. Compare rises together with the number of onsets: an
 * onset that a codec smears until it rises by less than 12 dB in 50 ms is no longer listed.
 */
std::vector<OnsetShape> onset_shapes(std::span<const float> samples, int sample_rate);

/** The medians over onsets; all 0 if there are none. */
struct TypicalOnset {
  double rise_db = 0;
  double attack_ms = 0;
  std::size_t count = 0;
};
TypicalOnset typical_onset(const std::vector<OnsetShape>& onsets);

}  // namespace aeolian::trainer
