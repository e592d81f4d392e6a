// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/audio/sound_file.h"

namespace aeolian::trainer {

/** A sound at the corpus's rate, with its long silences cut. */
struct PreparedSound {
  std::vector<float> samples;
  std::vector<float> side;   ///< of as many samples, or empty (Sound)
  double cut_seconds = 0;    ///< silence that was removed
  double mean_square = 0;    ///< before anything was removed
  double loudest_block = 0;  ///< the largest mean square of a hundredth of a second
};

/**
 * Resamples `sound` to `sample_rate` and, unless it keeps them, shortens silences: anything more than 60 dB
 * below the sound's own level for longer than half a second. Depends on nothing but the sound, so that it can
 * be kept whatever other sounds join the corpus.
 */
PreparedSound prepare_sound(Sound sound, int sample_rate, bool keep_silence);

/** Levels of one sound among others. */
struct SoundLevel {
  double seconds = 0;
  double mean_square = 0, loudest_block = 0;  ///< as in PreparedSound
};

/**
 * The mean square that a sound must exceed somewhere to be heard among these: 60 dB below their common level;
 * -100 dB if they are all silent.
 */
double audible_level(const std::vector<SoundLevel>& sounds);

}  // namespace aeolian::trainer
