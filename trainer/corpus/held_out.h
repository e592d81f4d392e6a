// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace aeolian {

/** A stretch of a stream's frames that is learned from, or held out. */
struct TimeBlock {
  std::int64_t begin = 0;  ///< frames
  std::int64_t end = 0;
  bool held_out = false;
};

/**
 * The trainer's split of a stream: of every minute the last six seconds are held out; what is left at the end
 * belongs to the last minute, and a stream under a minute gives its last tenth. In order of time, a block to
 * learn from and one held out by turns.
 */
std::vector<TimeBlock> blocks_of_time(std::int64_t frames, double frame_rate);

}  // namespace aeolian
