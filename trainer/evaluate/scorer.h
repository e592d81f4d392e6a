// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/**
 * Adds to `assessment` every figure that sound alone gives: `sounds`, one a seed, at the reference's rate,
 * are judged over their first plan.seconds each, and for drift over five minutes where the plan has them.
 */
void score(const std::vector<std::vector<float>>& sounds, const ReferenceAudio& reference,
           const RealWindows::Floors& floors, const AssessmentPlan& plan, Assessment& assessment);

/** Where more of the sound follows passages than may, no other target counts as met: a quotation meets it
 * too. */
void mark_quoting(Figures& figures);

/** `seconds` of samples from `from_s` on, as far as there are. */
std::vector<float> piece(const std::vector<float>& samples, double from_s, double seconds, int rate);

}  // namespace aeolian::trainer
