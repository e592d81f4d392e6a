// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace aeolian::trainer {

/** A range of a stream's frames, either for training or held out. */
struct TimeBlock {
  std::int64_t begin = 0;  ///< frames
  std::int64_t end = 0;
  bool held_out = false;
};

/**
 * Splits a stream: the last six seconds of every minute are held out. A remainder at the end belongs to the
 * last minute; in a stream shorter than a minute the last tenth is held out. Blocks are in order of time and
 * alternate between training and held-out.
 */
std::vector<TimeBlock> blocks_of_time(std::int64_t frames, double frame_rate);

}  // namespace aeolian::trainer
