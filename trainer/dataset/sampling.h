// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <vector>

#include "core/random.h"
#include "trainer/dataset/dataset.h"

namespace aeolian {

/** A cut of `length` frames from `spans`, every possible place equally likely. Spans shorter than that are
 * left out; where all are, the longest is used from its beginning (the caller has made sure that the stream
 * goes on). */
Span pick_cut(const std::vector<Span>& spans, std::int64_t length, Random& random);

/** `count` such cuts of the streams, moved back where one would pass its stream's end: (count, length,
 * bands). */
torch::Tensor pick_frames(const Dataset& dataset, const std::vector<Span>& spans, int count,
                          std::int64_t length, Random& random);

/**
 * A cut of `length` frames from the training part near `target`: at most `reach` frames lie between them.
 * Where there is no room so near, from anywhere in its group, beside it if it can be.
 */
Span disjoint_window(const Dataset& dataset, const Span& target, std::int64_t length, std::int64_t reach,
                     Random& random);

/** Standard normal numbers of the shape of `like`, on its device, drawn from `generator` on the CPU. */
torch::Tensor normal_like(const torch::Tensor& like, at::Generator& generator);

/** Of sequences (..., context + steps, D) what precedes each of the last `steps`, newest first: (..., steps,
 * context * D). */
torch::Tensor context_of(const torch::Tensor& sequences, std::int64_t context, std::int64_t steps);

}  // namespace aeolian
