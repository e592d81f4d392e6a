// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/**
 * Adds to `assessment` every figure that depends on the sound alone. `sounds`, one per seed, at the
 * reference's rate, are judged over their first plan.seconds each; for drift, over five minutes if the plan
 * has them.
 */
void score(const std::vector<std::vector<float>>& sounds, const ReferenceAudio& reference,
           const RealWindows::Floors& floors, const AssessmentPlan& plan, Assessment& assessment);

/**
 * Marks every other met target as quoted if the sound follows passages more than is allowed, because a
 * quotation would meet it too.
 */
void mark_quoting(Figures& figures);

/** Cuts `seconds` of samples from `from_s` on, as far as they go. */
std::vector<float> piece(const std::vector<float>& samples, double from_s, double seconds, int rate);

}  // namespace aeolian::trainer
