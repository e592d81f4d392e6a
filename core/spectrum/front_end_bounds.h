// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** The closed ranges that check(FrontEnd) enforces. */
inline constexpr int lowest_sample_rate = 4000, highest_sample_rate = 192000;  // Hz
inline constexpr int smallest_window = 64, largest_window = 16384;             // samples
inline constexpr int fewest_bands = 8;

}  // namespace aeolian
