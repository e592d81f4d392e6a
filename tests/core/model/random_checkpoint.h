// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/checkpoint.h"
#include "core/spectrum/stereo_bands.h"

namespace aeolian {

/**
 * A small untrained model that plays, with random weights. 8 kHz, 24 bands, two priming states; the kinds
 * small (latents of 6) and autoencoder (segments of 50 frames) have the encodings "rain" and "thunder", of 4
 * values.
 */
Checkpoint random_checkpoint(ModelKind kind, std::uint64_t seed = 1);

/** The same at any size: random weights for `description`. */
Checkpoint random_checkpoint(const ModelDescription& description, std::uint64_t seed = 1);

/**
 * Adds passages to a small model, with a blend of `innovation` and `pull`: two pieces of 40 frames each, with
 * an anchor at every fourth frame from the fourth on. In the first all latents are -1, in the second +1;
 * innovations are 0, all of component 0. The encodings of the first are (1, 0, ...), those of the second (0,
 * 1, ...).
 */
void add_recollection(Checkpoint& checkpoint, float innovation, float pull);

/** Adds a constant stereo image to a small model: `image` in all bands, whatever it plays. */
void add_image(Checkpoint& checkpoint, const ImageBand& image);

}  // namespace aeolian
