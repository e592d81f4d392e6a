// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/** A sound to begin from whose like a model never learned. */
struct OutOfDomainPrompt {
  std::string name;
  int sample_rate = 0;                     ///< Hz
  std::vector<std::vector<float>> pieces;  ///< of four seconds; each seed begins from the next
};

/**
 * `count` pieces, evenly from all of a file or folder (as PATH or NAME=PATH, read as a corpus is). Refuses
 * what read_corpus() refuses.
 */
ErrorOr<OutOfDomainPrompt> read_unlike_sound(const std::string& source, const std::string& name,
                                             int sample_rate, std::size_t count);

/** White noise and a sine, which nobody has to give. */
std::vector<OutOfDomainPrompt> synthetic_unlike_sounds(int sample_rate);

/**
 * Where the sound lies after it was begun from sounds unlike it: from noise, from a sine and from `sounds`.
 * Nothing of a model that cannot listen.
 */
void assess_unlike_input(const Performer& performer, const ReferenceAudio& reference,
                         const AssessmentPlan& plan, const std::vector<OutOfDomainPrompt>& sounds,
                         Assessment& assessment);

}  // namespace aeolian::trainer
