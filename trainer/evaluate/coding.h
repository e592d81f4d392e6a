// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/**
 * `samples`, at the rate that `performer` is judged at, as its model keeps them: coded and decoded, as many
 * samples. Nothing of a model that keeps no sound, and of less sound than it can code.
 */
std::optional<std::vector<float>> coded(const Performer& performer, std::span<const float> samples);

/**
 * Adds what the model's codec does to held-out sound, and `codec_octaves`; nothing of a model that keeps no
 * sound.
 */
void assess_codec(const Performer& performer, const ReferenceAudio& reference, Assessment& assessment);

}  // namespace aeolian::trainer
