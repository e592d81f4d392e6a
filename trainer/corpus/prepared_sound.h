// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/audio/sound_file.h"

namespace aeolian::trainer {

/** A sound at the corpus's rate, with its long silences cut. */
struct PreparedSound {
  std::vector<float> samples;
  std::vector<float> side;   ///< as many samples, or empty (see Sound)
  double cut_seconds = 0;    ///< silence that was removed
  double mean_square = 0;    ///< before anything was removed
  double loudest_block = 0;  ///< the largest mean square of any 10 ms
};

/**
 * Resamples `sound` to `sample_rate` and, unless `keep_silence`, shortens silences: passages of more than
 * half a second that are more than 60 dB below the sound's own level. Depends only on the sound, so the
 * result can be cached regardless of the rest of the corpus.
 */
PreparedSound prepare_sound(Sound sound, int sample_rate, bool keep_silence);

/** The level of one sound among others. */
struct SoundLevel {
  double seconds = 0;
  double mean_square = 0, loudest_block = 0;  ///< as in PreparedSound
};

/**
 * The mean square that a sound must exceed somewhere to be audible among these: 60 dB below their common
 * level; -100 dB if all are silent.
 */
double audible_level(const std::vector<SoundLevel>& sounds);

}  // namespace aeolian::trainer
