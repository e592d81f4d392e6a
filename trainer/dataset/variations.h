// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/corpus/corpus.h"
#include "trainer/dataset/dataset.h"

namespace aeolian::trainer {

/** Transpositions in semitones: whole semitones, so that music stays in tune. */
inline constexpr std::array variation_semitones{1, -1};

/** The sounds of a corpus at each of variation_semitones, in the corpus's order. */
using TransposedSounds = std::array<std::vector<AnalysedSound>, variation_semitones.size()>;

/** The transposed sounds of a corpus in memory. */
TransposedSounds transposed(const Corpus& corpus, const FrontEnd& front_end);

/**
 * Returns the dataset with additional streams: the training part a semitone higher and faster, and a semitone
 * lower and slower (by resampling), so that a short corpus is not overfitted so soon. Held-out parts stay
 * held out in them. The encoding of such a stream reflects the transposition, so the encodings of the corpus
 * itself keep its pitch and speed. `sounds` are those of `dataset`, with the same front end; streams of the
 * corpus keep their numbers.
 */
Dataset with_variations(Dataset dataset, const TransposedSounds& sounds, const FrontEnd& front_end);

}  // namespace aeolian::trainer
