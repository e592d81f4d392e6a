// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/checkpoint.h"

namespace aeolian {

/**
 * A small model that nobody trained: its weights are random numbers, but it plays. 8 kHz, 24 bands, two
 * priming states; of the kinds small (latents of 6) and autoencoder (segments of 50 frames) it has the
 * encodings "rain" and "thunder", of 4 values.
 */
Checkpoint random_checkpoint(ModelKind kind, std::uint64_t seed = 1);

/** The same at any size: random weights for what `description` says. */
Checkpoint random_checkpoint(const ModelDescription& description, std::uint64_t seed = 1);

/**
 * Gives a small model passages to lean on, as far as `innovation` and `pull`: two pieces of 40 moments each,
 * entered at every fourth from the fourth on. In the first all latents are -1, in the second +1; innovations
 * are 0, all of part 0. The encodings of the first are (1, 0, ...), those of the second (0, 1, ...).
 */
void add_recollection(Checkpoint& checkpoint, float innovation, float pull);

}  // namespace aeolian
