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

}  // namespace aeolian
