// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/** An unfamiliar sound to start from. */
struct OutOfDomainPrompt {
  std::string name;
  int sample_rate = 0;                     ///< Hz
  std::vector<std::vector<float>> pieces;  ///< four seconds each; each seed begins from the next
};

/**
 * Takes `count` pieces, evenly spread over a file or folder (PATH or NAME=PATH, read like a corpus). Refuses
 * the same input as read_corpus().
 */
ErrorOr<OutOfDomainPrompt> read_unlike_sound(const std::string& source, const std::string& name,
                                             int sample_rate, std::size_t count);

/** White noise and a sine, which need no file. */
std::vector<OutOfDomainPrompt> synthetic_unlike_sounds(int sample_rate);

/**
 * Measures the distance from the corpus after starts from unfamiliar sounds: noise, a sine and `sounds`. Adds
 * nothing for a model that cannot listen.
 */
void assess_unlike_input(const Performer& performer, const ReferenceAudio& reference,
                         const AssessmentPlan& plan, const std::vector<OutOfDomainPrompt>& sounds,
                         Assessment& assessment);

}  // namespace aeolian::trainer
