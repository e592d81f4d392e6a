// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/**
 * Plays grains of `pieces`, each .25 to 1 s long and from a random place, one after the other, cross-faded
 * over 20 ms: the result that forty lines of code get from a corpus. At most `seconds`; nothing if all pieces
 * are shorter than a second.
 */
std::vector<float> shuffled_grains(const std::vector<std::span<const float>>& pieces, int sample_rate,
                                   double seconds, std::uint64_t seed);

/**
 * Assesses the baselines that a model has to beat, by the same measures over plan.seconds per seed: shuffled
 * grains of the training part, the same coded and decoded by `performer`'s model, a coded and decoded copy of
 * the training part, and the model without its passage memory. Leaves out those that the model does not
 * allow.
 */
std::vector<Assessment> assess_baselines(const Performer& performer, const ReferenceAudio& reference,
                                         const RealWindows::Floors& floors, const AssessmentPlan& plan,
                                         const std::function<void(double)>& on_progress);

}  // namespace aeolian::trainer
