// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

/**
 * The sine and the cosine of each angle, of as many values: errors below 2e-7 up to 1e4 radians, below 1e-6
 * up to 1e5. All lanes of the processor; instruction sets with fused multiply-add give the same bits. Of NaN
 * and infinity NaN. Allocates nothing.
 */
void sines_and_cosines(std::span<const float> angles, std::span<float> sines, std::span<float> cosines);

/** Moves each angle by whole turns to within half a turn of 0, in place; the same promises. */
void wrap_angles(std::span<float> angles);

}  // namespace aeolian
