// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

/**
 * Functions of each value, in place, on all lanes of the processor. Instruction sets with fused multiply-add
 * give the same bits. NaN stays NaN. They allocate nothing.
 */

/** Relative error below 3e-7 in -87..88; beyond, the value of the nearer end. */
void exponentials(std::span<float> x);
/** Error below 3e-7. */
void hyperbolic_tangents(std::span<float> x);
/** 1 / (1 + exp(-x)); relative error below 4e-7 in -87..infinity. */
void sigmoids(std::span<float> x);
/** x * sigmoid(x). */
void silu(std::span<float> x);

/**
 * Replaces `state` (n) of a gated recurrent unit by the next one. From the input and from the state: the
 * gates reset, update and new (3 n each), before their activation.
 */
void gru_gates(std::span<const float> from_input, std::span<const float> from_state, std::span<float> state);

/**
 * Replaces `hidden` and `cell` (n each) of a long short-term memory by the next ones. `gates`: input,
 * forget, cell, output (4 n), before their activation.
 */
void lstm_gates(std::span<const float> gates, std::span<float> hidden, std::span<float> cell);

}  // namespace aeolian
