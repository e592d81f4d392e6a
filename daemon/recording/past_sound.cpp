// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/past_sound.h"

#include <algorithm>

namespace aeolian {

void PastSound::push(std::span<const StereoFrame> frames) {
  frames = frames.last(std::min(frames.size(), ring_.size()));
  const auto before_end = std::min(frames.size(), ring_.size() - next_);
  std::ranges::copy(frames.first(before_end), ring_.begin() + static_cast<std::ptrdiff_t>(next_));
  std::ranges::copy(frames.subspan(before_end), ring_.begin());
  size_ = std::min(ring_.size(), size_ + frames.size());
  if (!ring_.empty()) next_ = (next_ + frames.size()) % ring_.size();
}

std::vector<StereoFrame> PastSound::last(std::size_t count) const {
  count = std::min(count, size_);
  const std::size_t begin = next_ >= count ? next_ - count : next_ + ring_.size() - count;
  const auto before_end = std::min(count, ring_.size() - begin);
  std::vector<StereoFrame> frames(count);
  const auto source = std::span(ring_);
  std::ranges::copy(source.subspan(begin, before_end), frames.begin());
  std::ranges::copy(source.first(count - before_end),
                    frames.begin() + static_cast<std::ptrdiff_t>(before_end));
  return frames;
}

}  // namespace aeolian
