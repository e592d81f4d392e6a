// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/audio/paired_frames.h"
#include "core/realtime.h"
#include "core/stream/spsc_ring.h"

namespace aeolian {

/*
 * Several pairs of channels in one ring: the ring holds the first pair, and the others, in separate memory,
 * use its positions. `beside(pair)` is the beginning of that memory, `Capacity` frames, for a pair from 1 on.
 */

/** Producer only: appends as many of `frames` as fit; returns their number. */
template <std::size_t Capacity, typename Beside>
std::size_t push_pairs(SpscRing<StereoFrame, Capacity>& ring, Beside beside,
                       ConstPairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  const std::size_t count = std::min(frames.size(), Capacity - ring.size());
  const std::size_t start = static_cast<std::size_t>(ring.written() % Capacity);
  const std::size_t before_end = std::min(count, Capacity - start);
  for (std::size_t pair = 1; pair < frames.pairs(); ++pair) {
    const auto from = frames.pair(pair);
    std::copy_n(from.begin(), before_end, beside(pair) + start);
    std::copy_n(from.data() + before_end, count - before_end, beside(pair));
  }
  return ring.push(frames.pair(0).first(count));
}

/** Consumer only: moves the oldest frames to the front of `frames`; returns their number. */
template <std::size_t Capacity, typename Beside>
std::size_t pop_pairs(SpscRing<StereoFrame, Capacity>& ring, Beside beside,
                      PairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  const std::size_t count = std::min(frames.size(), ring.size());
  const std::size_t start = static_cast<std::size_t>(ring.taken() % Capacity);
  const std::size_t before_end = std::min(count, Capacity - start);
  for (std::size_t pair = 1; pair < frames.pairs(); ++pair) {
    const auto to = frames.pair(pair);
    std::copy_n(beside(pair) + start, before_end, to.begin());
    std::copy_n(beside(pair), count - before_end, to.data() + before_end);
  }
  return ring.pop(frames.pair(0).first(count));
}

/** A wait-free queue of frames between one producer and one consumer, threads of one process. */
template <std::size_t Capacity>
class PairedRing {
 public:
  explicit PairedRing(std::size_t pairs = 1) : pairs_(pairs), beside_((pairs - 1) * Capacity) {}

  std::size_t pairs() const noexcept { return pairs_; }

  /** Producer only: appends as many of `frames` as fit, of all its pairs; returns their number. */
  std::size_t push(ConstPairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
    return push_pairs(ring_, beside(), frames);
  }

  /** Consumer only: moves the oldest frames to the front of `frames`; returns their number. */
  std::size_t pop(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
    return pop_pairs(ring_, beside(), frames);
  }

  /** Any thread: frames in the queue; an upper bound for the producer, a lower bound for the consumer. */
  std::size_t size() const noexcept AEOLIAN_NONBLOCKING { return ring_.size(); }

 private:
  auto beside() noexcept {
    return [this](std::size_t pair) { return beside_.data() + (pair - 1) * Capacity; };
  }

  const std::size_t pairs_;
  SpscRing<StereoFrame, Capacity> ring_;
  std::vector<StereoFrame> beside_;
};

}  // namespace aeolian
