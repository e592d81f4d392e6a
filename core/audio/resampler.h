// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian {

/**
 * Resamples a whole sound from rate `from` to rate `to`, both Hz and above 0, by soxr at very high quality,
 * linear phase. Returns exactly round(samples.size() * to / from) samples, aligned in time with the input.
 */
std::vector<float> resample(std::span<const float> samples, int from, int to);

}  // namespace aeolian
