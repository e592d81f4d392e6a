// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

/**
 * Computes the sine and cosine of each angle; all spans have the same length. Errors below 2e-7 up to 1e4
 * radians, below 1e-6 up to 1e5. Vectorised; all instruction sets with fused multiply-add give the same bits.
 * NaN and infinity give NaN. Allocates nothing.
 */
void sines_and_cosines(std::span<const float> angles, std::span<float> sines, std::span<float> cosines);

/** Wraps each angle to -pi..pi in place; with the same guarantees. */
void wrap_angles(std::span<float> angles);

}  // namespace aeolian
