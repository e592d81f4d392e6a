// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian {

/**
 * `samples` resampled from rate `from` to rate `to`, both Hz and above 0: soxr at very high quality, linear
 * phase, the whole sound at once. Returns exactly round(samples.size() * to / from) samples, aligned in time
 * with the input.
 */
std::vector<float> resample(std::span<const float> samples, int from, int to);

}  // namespace aeolian
