// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/spectrum/stereo_power.h"
#include "trainer/cli/evaluate_options.h"
#include "trainer/corpus/corpus.h"
#include "trainer/evaluate/render_jobs.h"

namespace aeolian::trainer {

/** Left and right in a band of the corpus, and as a model plays it. */
struct StereoComparison {
  double from_hz = 0, to_hz = 0;
  StereoPower real, played;
};

/**
 * Band by band: the sounds of the corpus, at most a minute of each and ten in all, beside three performances
 * of a minute, or what the plan has of them. Nothing for a corpus without two channels, or at another rate.
 */
std::vector<StereoComparison> compare_stereo(const Performer& performer, const Corpus& corpus,
                                             const AssessmentPlan& plan);

/**
 * The cells of its row in a table: the band in Hz, then level of left over right in dB, coherence and
 * correlation, each of the real sound and as it is played.
 */
std::vector<std::string> cells_of(const StereoComparison& band);

}  // namespace aeolian::trainer
