// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/held_out.h"

#include <algorithm>

namespace aeolian::trainer {
namespace {

constexpr double period_s = 60, held_out_s = 6;

}  // namespace

std::vector<TimeBlock> blocks_of_time(std::int64_t frames, double frame_rate) {
  std::vector<TimeBlock> blocks;
  const auto period = std::min(static_cast<std::int64_t>(period_s * frame_rate), frames);
  const auto held = period * static_cast<std::int64_t>(held_out_s) / static_cast<std::int64_t>(period_s);
  for (std::int64_t begin = 0; begin < frames; begin += period) {
    const auto end = begin + 2 * period > frames ? frames : begin + period;
    blocks.push_back({begin, end - held, false});
    blocks.push_back({end - held, end, true});
    if (end == frames) break;
  }
  return blocks;
}

}  // namespace aeolian::trainer
