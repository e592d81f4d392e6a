// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace aeolian::trainer {

/** Mean square of samples; 0 if there are none. */
double mean_square(std::span<const float> samples);

/** The largest mean square of a hundredth of a second of `samples`; 0 if there are none. */
double loudest_block(std::span<const float> samples, int sample_rate);

/** A stretch of samples in which nothing is heard. */
struct Silence {
  std::size_t begin = 0, end = 0;
};

/**
 * Every stretch longer than half a second in which each hundredth of a second is at or below `threshold` (a
 * mean square), in order.
 */
std::vector<Silence> long_silences(std::span<const float> samples, int sample_rate, double threshold);

/**
 * `samples` with these silences shortened: each becomes a quarter of a second: its beginning and end,
 * cross-faded over 10 ms.
 */
std::vector<float> shorten(std::span<const float> samples, const std::vector<Silence>& silences,
                           int sample_rate);

}  // namespace aeolian::trainer
