// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "trainer/ranks/rank_group.h"

namespace aeolian::trainer {

/** The number of values in all tensors. */
std::int64_t values_of(const SharedState& state);

/** Copies all tensors into one, flat and on the CPU. */
torch::Tensor flattened(const SharedState& state);

/** Writes such a tensor back into the tensors of a state of the same sizes. */
void restore(const SharedState& state, const torch::Tensor& flat);

}  // namespace aeolian::trainer
