// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian::trainer {

/** One onset: how sharply a sound begins. */
struct OnsetShape {
  double at_s = 0;       ///< where it rises most
  double rise_db = 0;    ///< the most that the level rises within 12 ms
  double attack_ms = 0;  ///< from a tenth to nine tenths of the highest amplitude (Peeters, CUIDADO 2004)
};

/**
 * The onsets of a sound: places where 50 ms are at least 12 dB louder than the 50 ms before, more so than any
 * place within 60 ms, and at most 30 dB softer than the loudest 50 ms. Levels are of Hann windows of 3 ms, at
 * least 60 dB below the loudest. The list is the sound's own: a codec that smears an onset until it rises by
 * less than 12 dB in 50 ms loses it, so rises are to be read together with the number of onsets.
 */
std::vector<OnsetShape> onset_shapes(std::span<const float> samples, int sample_rate);

/** The medians over onsets; all 0 of none. */
struct TypicalOnset {
  double rise_db = 0;
  double attack_ms = 0;
  std::size_t count = 0;
};
TypicalOnset typical_onset(const std::vector<OnsetShape>& onsets);

}  // namespace aeolian::trainer
