// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/**
 * Grains of `pieces`, each .25 to 1 s from anywhere, one after the other, cross-faded over 20 ms: what forty
 * lines can do with a corpus. `seconds` of it at most; none of pieces that are all shorter than a second.
 */
std::vector<float> shuffled_grains(const std::vector<std::span<const float>>& pieces, int sample_rate,
                                   double seconds, std::uint64_t seed);

/**
 * The rivals that a model has to beat, judged by the same measures over plan.seconds a seed: shuffled
 * grains of what was learned, the same coded and decoded by `performer`'s model, a straight copy of it coded
 * and decoded, and the model without its passage memory. Those that the model cannot do are left out.
 */
std::vector<Assessment> assess_baselines(const Performer& performer, const ReferenceAudio& reference,
                                         const RealWindows::Floors& floors, const AssessmentPlan& plan,
                                         const std::function<void(double)>& on_progress);

}  // namespace aeolian::trainer
