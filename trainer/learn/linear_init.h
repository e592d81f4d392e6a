// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"
#include "trainer/networks/modules.h"

namespace aeolian {

/**
 * Sets the window encoder to the principal components of the corpus's windows, and the trunk to what least
 * squares predicts: without an encoding from the last latents alone; with one, from them and the encoding of
 * another window of the same group. The mixture's parts begin around the prediction's error, from the narrow
 * one of a held sound to the wide one of an onset. The linear parts stay as they are: the networks learn what
 * they miss.
 *
 * What least squares gives to the encoding hardly betters the prediction (0.1 % of its error), but decides
 * what free running returns to: the source is told by the encoding and no longer kept by the past (fixed
 * effects of a panel regression). Learned encodings, which this replaces, were obeyed little
 * (trainer/EXPERIMENTS.md).
 */
void begin_linearly(Trunk& trunk, WindowEncoder& encoder, const Dataset& dataset, const Latents& latents,
                    const ModelDescription& description, std::uint64_t seed);

/** Keeps what begin_linearly() sets out of gradient optimizer. */
void keep_linear(Trunk& trunk, WindowEncoder& encoder);

}  // namespace aeolian
