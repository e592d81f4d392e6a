// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace aeolian::trainer {

/** Mean square of samples; 0 if there are none. */
double mean_square(std::span<const float> samples);

/** The largest mean square of any 10 ms of `samples`; 0 if there are none. */
double loudest_block(std::span<const float> samples, int sample_rate);

/** A range of samples in which nothing is audible. */
struct Silence {
  std::size_t begin = 0, end = 0;
};

/**
 * Finds every range longer than half a second in which each 10 ms block is at or below `threshold` (a mean
 * square), in order.
 */
std::vector<Silence> long_silences(std::span<const float> samples, int sample_rate, double threshold);

/**
 * Returns `samples` with these silences shortened to a quarter of a second each: their beginning and end,
 * cross-faded over 10 ms.
 */
std::vector<float> shorten(std::span<const float> samples, const std::vector<Silence>& silences,
                           int sample_rate);

}  // namespace aeolian::trainer
