// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace aeolian {

/**
 * `samples` at rate `from` Hz, turned to rate `to` Hz (both above 0): soxr at very high quality, linear
 * phase, the whole sound at once. Gives exactly round(samples.size() * to / from) samples, aligned in time
 * with the input.
 */
std::vector<float> resample(std::span<const float> samples, int from, int to);

}  // namespace aeolian
