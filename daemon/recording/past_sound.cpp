// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/past_sound.h"

#include <algorithm>

#include "core/audio/integer_sample.h"

namespace aeolian::daemon {
namespace {

constexpr float full_scale = 1 << 23;

}  // namespace

PastSound::Kept PastSound::kept(const StereoFrame& frame) {
  const auto left = static_cast<std::uint32_t>(integer_sample<24>(frame.left));
  const auto right = static_cast<std::uint32_t>(integer_sample<24>(frame.right));
  const auto byte = [](std::uint32_t value, int n) { return static_cast<std::uint8_t>(value >> (8 * n)); };
  return {byte(left, 0), byte(left, 1), byte(left, 2), byte(right, 0), byte(right, 1), byte(right, 2)};
}

StereoFrame PastSound::frame(const Kept& kept) {
  const auto sample = [](const std::uint8_t* bytes) {
    const std::uint32_t upper = bytes[0] << 8 | bytes[1] << 16 | std::uint32_t{bytes[2]} << 24;
    return static_cast<float>(static_cast<std::int32_t>(upper) >> 8) / full_scale;
  };
  return {sample(kept.data()), sample(kept.data() + 3)};
}

void PastSound::push(std::span<const StereoFrame> frames) {
  frames = frames.last(std::min(frames.size(), ring_.size()));
  const auto before_end = std::min(frames.size(), ring_.size() - next_);
  std::ranges::transform(frames.first(before_end), ring_.begin() + static_cast<std::ptrdiff_t>(next_), kept);
  std::ranges::transform(frames.subspan(before_end), ring_.begin(), kept);
  size_ = std::min(ring_.size(), size_ + frames.size());
  if (!ring_.empty()) next_ = (next_ + frames.size()) % ring_.size();
}

std::vector<StereoFrame> PastSound::last(std::size_t count) const {
  count = std::min(count, size_);
  const std::size_t begin = next_ >= count ? next_ - count : next_ + ring_.size() - count;
  const auto before_end = std::min(count, ring_.size() - begin);
  std::vector<StereoFrame> frames(count);
  const auto source = std::span(ring_);
  std::ranges::transform(source.subspan(begin, before_end), frames.begin(), frame);
  std::ranges::transform(source.first(count - before_end),
                         frames.begin() + static_cast<std::ptrdiff_t>(before_end), frame);
  return frames;
}

}  // namespace aeolian::daemon
