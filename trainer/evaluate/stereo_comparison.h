// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/spectrum/stereo_power.h"
#include "trainer/cli/evaluate_options.h"
#include "trainer/corpus/corpus.h"
#include "trainer/evaluate/render_jobs.h"

namespace aeolian {

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

}  // namespace aeolian
