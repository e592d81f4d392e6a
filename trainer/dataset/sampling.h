// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <vector>

#include "core/random.h"
#include "trainer/dataset/dataset.h"

namespace aeolian::trainer {

/**
 * Picks a random cut of `length` frames from `spans`, every position equally likely. Skips shorter spans; if
 * all are shorter, uses the longest from its beginning (the caller must ensure that the stream continues).
 */
Span pick_cut(const std::vector<Span>& spans, std::int64_t length, Random& random);

/** Picks `count` such cuts of the streams, moved back if they would pass the end: (count, length, bands). */
torch::Tensor pick_frames(const Dataset& dataset, const std::vector<Span>& spans, int count,
                          std::int64_t length, Random& random);

/**
 * Picks a cut of `length` frames from the training part, at most `reach` frames away from `target`. If there
 * is no room that near, picks one from anywhere in its group, if possible disjoint from it.
 */
Span disjoint_window(const Dataset& dataset, const Span& target, std::int64_t length, std::int64_t reach,
                     Random& random);

/** Standard normal numbers in the shape of `like`, on its device, drawn from `generator` on the CPU. */
torch::Tensor normal_like(const torch::Tensor& like, at::Generator& generator);

/**
 * The latents before each of the last `steps` of sequences (..., context + steps, D), newest first: (...,
 * steps, context * D).
 */
torch::Tensor context_of(const torch::Tensor& sequences, std::int64_t context, std::int64_t steps);

}  // namespace aeolian::trainer
