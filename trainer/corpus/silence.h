// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian {

/** Mean square of samples; 0 if there are none. */
double mean_square(std::span<const float> samples);

/** The largest mean square of a hundredth of a second of `samples`; 0 if there are none. */
double loudest_block(std::span<const float> samples, int sample_rate);

/**
 * `samples` with silences shortened: every stretch longer than half a second in which each hundredth of a
 * second is at or below `threshold` (a mean square) becomes a quarter of a second: its beginning and end,
 * cross-faded over 10 ms.
 */
std::vector<float> shorten_silences(std::span<const float> samples, int sample_rate, double threshold);

}  // namespace aeolian
