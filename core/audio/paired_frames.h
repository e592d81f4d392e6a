// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/audio/stereo_frame.h"

namespace aeolian {

/** Number of pairs that hold `channels`; with an odd number, the last pair uses only its left. */
constexpr std::size_t pairs_of(std::size_t channels) noexcept {
  return (channels + 1) / 2;
}

/**
 * A view of the same span of time in one or more pairs of output channels: channels 1 and 2 are the first
 * pair. A range of frames converts to a single pair.
 */
template <typename Frame>
class PairedFramesOf {
 public:
  constexpr PairedFramesOf() noexcept = default;

  template <typename Range>
  requires std::convertible_to<Range&&, std::span<Frame>>
  // NOLINTNEXTLINE(google-explicit-constructor): most sounds have a single pair
  constexpr PairedFramesOf(Range&& range) noexcept {
    const std::span<Frame> frames(std::forward<Range>(range));
    first_ = frames.data();
    size_ = frames.size();
  }

  /** `pairs` of `size` frames each, which begin `stride` frames apart. */
  constexpr PairedFramesOf(Frame* first, std::size_t size, std::size_t pairs, std::size_t stride) noexcept
      : first_(first), size_(size), pairs_(pairs), stride_(stride) {}

  // NOLINTNEXTLINE(google-explicit-constructor): the same, to be read
  constexpr operator PairedFramesOf<const Frame>() const noexcept requires(!std::is_const_v<Frame>) {
    return {first_, size_, pairs_, stride_};
  }

  constexpr std::size_t size() const noexcept { return size_; }  ///< frames of each pair
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr std::size_t pairs() const noexcept { return pairs_; }
  constexpr std::span<Frame> pair(std::size_t n) const noexcept { return {first_ + n * stride_, size_}; }

  constexpr PairedFramesOf first(std::size_t count) const noexcept {
    return {first_, count, pairs_, stride_};
  }
  constexpr PairedFramesOf last(std::size_t count) const noexcept { return subspan(size_ - count); }
  constexpr PairedFramesOf subspan(std::size_t begin) const noexcept { return subspan(begin, size_ - begin); }
  constexpr PairedFramesOf subspan(std::size_t begin, std::size_t count) const noexcept {
    return {first_ + begin, count, pairs_, stride_};
  }

 private:
  Frame* first_ = nullptr;
  std::size_t size_ = 0;
  std::size_t pairs_ = 1;
  std::size_t stride_ = 0;
};

using PairedFrames = PairedFramesOf<StereoFrame>;
using ConstPairedFrames = PairedFramesOf<const StereoFrame>;

/** Memory for `size` frames of each of `pairs`, initially silent. */
class PairedBuffer {
 public:
  PairedBuffer(std::size_t size, std::size_t pairs) : size_(size), pairs_(pairs), frames_(size * pairs) {}

  std::size_t size() const noexcept { return size_; }
  PairedFrames frames() noexcept { return {frames_.data(), size_, pairs_, size_}; }
  ConstPairedFrames frames() const noexcept { return {frames_.data(), size_, pairs_, size_}; }

 private:
  std::size_t size_, pairs_;
  std::vector<StereoFrame> frames_;
};

inline void silence(PairedFrames frames) noexcept {
  for (std::size_t pair = 0; pair < frames.pairs(); ++pair)
    std::ranges::fill(frames.pair(pair), StereoFrame());
}

/** Copies the frames of each pair of `to` from the same pair of `from`, which has the same length. */
inline void copy(ConstPairedFrames from, PairedFrames to) noexcept {
  for (std::size_t pair = 0; pair < to.pairs(); ++pair)
    std::ranges::copy(from.pair(pair), to.pair(pair).begin());
}

/** Sums all pairs into `mix`, which has the same length. */
inline void mix_down(ConstPairedFrames frames, std::span<StereoFrame> mix) noexcept {
  std::ranges::copy(frames.pair(0), mix.begin());
  for (std::size_t pair = 1; pair < frames.pairs(); ++pair) {
    for (std::size_t i = 0; i < mix.size(); ++i) mix[i] += frames.pair(pair)[i];
  }
}

/** Sample `at` of `channel` (from 0). */
inline float sample(ConstPairedFrames frames, std::size_t channel, std::size_t at) noexcept {
  const StereoFrame& frame = frames.pair(channel / 2)[at];
  return channel % 2 == 0 ? frame.left : frame.right;
}

/**
 * Interleaves the samples of `channels`, as files and devices expect; a single channel is the mid of the
 * first pair. The result may lie in `memory`.
 */
inline std::span<const float> interleaved(ConstPairedFrames frames, std::size_t channels,
                                          std::vector<float>& memory) {
  if (channels == 2) return interleaved(frames.pair(0));
  memory.resize(frames.size() * channels);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    for (std::size_t channel = 0; channel < channels; ++channel)
      memory[i * channels + channel] = channels == 1 ? frames.pair(0)[i].mid() : sample(frames, channel, i);
  }
  return memory;
}

}  // namespace aeolian
