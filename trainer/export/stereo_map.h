// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/model/checkpoint.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"

namespace aeolian::trainer {

/**
 * Adds to a checkpoint what makes two channels of its sound, the tensors `stereo.*`: the linear map from a
 * latent and the one before to the images of the training part (ImageBand), by ridge regression. Nothing is
 * added if no sound of the corpus has two channels, or if their difference cannot be heard. `latents` are
 * those of the training part.
 *
 * A moment counts by its power in a band, relative to that of the half second around it: so the image is
 * right on average for what is heard, and soft passages have theirs as well as loud ones.
 */
void add_stereo_map(const Dataset& dataset, const Latents& latents, const ModelDescription& description,
                    std::uint64_t seed, std::map<std::string, Tensor, std::less<>>& tensors);

}  // namespace aeolian::trainer
