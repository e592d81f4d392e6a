// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

/**
 * Element-wise functions, in place, vectorised. All instruction sets with fused multiply-add give the same
 * bits. NaN stays NaN. They allocate nothing.
 */

/** exp(x). Relative error below 3e-7 in -87..88; clamped beyond. */
void exponentials(std::span<float> x);
/** tanh(x). Error below 3e-7. */
void hyperbolic_tangents(std::span<float> x);
/** 1 / (1 + exp(-x)); relative error below 4e-7 in -87..infinity. */
void sigmoids(std::span<float> x);
/** x * sigmoid(x). */
void silu(std::span<float> x);

/**
 * Replaces the `state` (n) of a gated recurrent unit with the next one. `from_input` and `from_state` (3 n
 * each) are their contributions to the gates reset, update and new, before activation.
 */
void gru_gates(std::span<const float> from_input, std::span<const float> from_state, std::span<float> state);

/**
 * Replaces `hidden` and `cell` (n each) of a long short-term memory with the next ones. `gates` (4 n): input,
 * forget, cell, output, before activation.
 */
void lstm_gates(std::span<const float> gates, std::span<float> hidden, std::span<float> cell);

}  // namespace aeolian
