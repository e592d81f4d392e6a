// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "trainer/analysis/analysed_corpus.h"
#include "trainer/analysis/content_digest.h"

namespace aeolian::trainer {

/**
 * Identifies a corpus by the names, groups and contents of its sounds, in order, wherever their files are.
 * Files unknown to the cache are read once more. Fails if one cannot be read.
 */
ErrorOr<ContentDigest> digest_of_corpus(const CorpusFiles& files, const AnalysedCorpus& corpus,
                                        FrameCache* cache);

}  // namespace aeolian::trainer
