// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spectrum/front_end.h"
#include "trainer/corpus/corpus.h"
#include "trainer/dataset/dataset.h"

namespace aeolian {

/**
 * The dataset and, as more streams of its training part, the same sound a semitone higher and faster, and a
 * semitone lower and slower (by resampling): what little sound there is is not learned by heart so soon. What
 * is held out stays so in them. An encoding of such a stream tells how it differs, so what is played by
 * encodings of the corpus itself stays as high and as fast as that. `corpus` is what `dataset` was made of by
 * the same front end; streams of the corpus keep their numbers.
 */
Dataset with_variations(Dataset dataset, const Corpus& corpus, const FrontEnd& front_end);

}  // namespace aeolian
