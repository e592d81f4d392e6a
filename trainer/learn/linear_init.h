// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * Sets the window encoder to the principal components of the corpus's windows, and the trunk to a
 * least-squares prediction: without an encoding, from the last latents alone; with one, from them and the
 * encoding of another window of the same group. The mixture's components start around the error of the
 * prediction, from the narrow one of a held sound to the wide one of an onset. The linear parts stay fixed;
 * the networks learn the remainder.
 *
 * The encoding hardly improves the least-squares prediction (0.1 % of its error), but determines where free
 * running returns to: the source then follows from the encoding and no longer from the past (fixed effects of
 * a panel regression). Learned encodings, which this replaces, had little effect (trainer/EXPERIMENTS.md).
 */
void begin_linearly(Trunk& trunk, WindowEncoder& encoder, const Dataset& dataset, const Latents& latents,
                    const ModelDescription& description, std::uint64_t seed);

/**
 * Adapts the linear parts of a pretrained trunk to other sounds: adds the least-squares prediction of its
 * error on them. The encoder stays, so that an encoding keeps its meaning.
 */
void adapt_linearly(Trunk& trunk, WindowEncoder& encoder, const Dataset& dataset, const Latents& latents,
                    const ModelDescription& description, std::uint64_t seed);

/** Excludes the parameters set by begin_linearly() from gradient descent. */
void keep_linear(Trunk& trunk, WindowEncoder& encoder);

}  // namespace aeolian::trainer
