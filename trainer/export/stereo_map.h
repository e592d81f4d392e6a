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
 * Adds to a checkpoint the tensors `stereo.*`, which make its sound stereo: the linear map from a latent and
 * the previous one to the images of the training part (ImageBand), by ridge regression. Adds nothing if no
 * sound of the corpus is stereo, or if the difference of its channels is inaudible. `latents` are those of
 * the training part.
 *
 * A frame is weighted by its power in a band relative to that of the half second around it, so that the image
 * is right on average for audible sound, in soft passages as well as in loud ones.
 */
void add_stereo_map(const Dataset& dataset, const Latents& latents, const ModelDescription& description,
                    std::uint64_t seed, std::map<std::string, Tensor, std::less<>>& tensors);

}  // namespace aeolian::trainer
