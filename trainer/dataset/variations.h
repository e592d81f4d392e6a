// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spectrum/front_end.h"
#include "trainer/corpus/corpus.h"
#include "trainer/dataset/dataset.h"

namespace aeolian {

/**
 * The dataset with additional streams: the training part a semitone higher and faster, and a semitone lower
 * and slower (by resampling), so that a short corpus is not learned by heart so soon. Held-out parts stay
 * held out in them. The encoding of such a stream reflects the difference, so the encodings of the corpus
 * itself keep its pitch and speed. `corpus` is the source of `dataset`, with the same front end; streams of
 * the corpus keep their numbers.
 */
Dataset with_variations(Dataset dataset, const Corpus& corpus, const FrontEnd& front_end);

}  // namespace aeolian
