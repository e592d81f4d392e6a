// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/**
 * Codes and decodes `samples`, at the rate that `performer` is judged at, with its model; returns as many
 * samples. Nothing for a model that cannot reconstruct sound, or for less sound than it can code.
 */
std::optional<std::vector<float>> coded(const Performer& performer, std::span<const float> samples);

/**
 * Adds the coding error of held-out sound, and `codec_octaves`; nothing for a model that cannot reconstruct
 * sound.
 */
void assess_codec(const Performer& performer, const ReferenceAudio& reference, Assessment& assessment);

}  // namespace aeolian::trainer
