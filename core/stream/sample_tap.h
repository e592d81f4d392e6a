// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/realtime.h"
#include "core/stream/paired_ring.h"

namespace aeolian {

/**
 * The generated frames, before gain and fades, for one further reader such as a recorder. If the reader is
 * too slow, whole steps are dropped and counted. open(), take() and close() belong to the reader's thread,
 * offer() to the generation thread.
 */
class SampleTap {
 public:
  static constexpr std::size_t capacity = 1 << 18;  ///< frames: 5.9 s at 44.1 kHz

  /** For frames of `pairs` pairs of channels. */
  explicit SampleTap(std::size_t pairs = 1) : ring_(pairs) {}

  std::size_t pairs() const noexcept { return ring_.pairs(); }

  /** Reader: receives frames from the next step on. Discards earlier ones and their count. */
  void open() {
    std::array<StereoFrame, 256> rest;
    while (ring_.pop(rest) > 0) {
    }
    lost_.store(0, std::memory_order_relaxed);
    open_.store(true, std::memory_order_release);
  }

  /** Reader: receives no further frames; those received can still be taken. */
  void close() { open_.store(false, std::memory_order_release); }

  /** Reader: copies the oldest frames to the front of `frames`; returns their number. */
  std::size_t take(PairedFrames frames) noexcept { return ring_.pop(frames); }

  /** Any thread: frames dropped since open(). */
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

  /** Generation thread: offers frames to the reader. */
  void offer(ConstPairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
    if (!open_.load(std::memory_order_acquire)) {
      return;
    }
    if (capacity - ring_.size() < frames.size()) {
      lost_.fetch_add(frames.size(), std::memory_order_relaxed);
      return;
    }
    ring_.push(frames);
  }

 private:
  PairedRing<capacity> ring_;
  std::atomic<bool> open_{false};
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace aeolian
