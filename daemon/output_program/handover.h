// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <span>

#include "core/realtime.h"
#include "core/stream/playback.h"
#include "core/stream/spsc_ring.h"

namespace aeolian {

/**
 * Two streams to one device play one after the other without a break: the one that leaves plays on and gives
 * what it plays to the one that arrives, which plays the same a little later. Both cross-fade; when the first
 * has ended, the second has the playback for itself. Each side is one audio thread; neither allocates, locks
 * or waits.
 */
class Handover {
 public:
  struct Plan {
    std::size_t lead = 0;  ///< frames that are given before the one that arrives begins
    std::size_t hold = 0;  ///< frames that are played before the one that leaves fades out
    std::size_t fade = 0;  ///< frames that the cross-fade lasts
  };

  /**
   * So that the cross-fade is heard as one: what is played now is heard `leaving_s` later on the one stream
   * and `arriving_s` later on the other, whose longest block has `block` frames.
   */
  static Plan plan(double rate, double leaving_s, double arriving_s, std::size_t block);

  explicit Handover(Plan plan) : plan_(plan) {}

  /** The side that leaves: its next block. */
  void leave(Playback& playback, std::span<float> out) noexcept AEOLIAN_NONBLOCKING;

  /** The side that arrives: its next block; true = it has the playback for itself from now on. */
  bool arrive(Playback& playback, std::span<float> out) noexcept AEOLIAN_NONBLOCKING;

  /** Any thread: whether the one that leaves has ended. */
  bool has_left() const noexcept { return has_left_.load(std::memory_order_acquire); }

 private:
  const Plan plan_;
  SpscRing<float, 1 << 18> way_;
  std::atomic<bool> has_left_{false};
  std::size_t left_ = 0;    // frames given; the leaving side's
  bool has_begun_ = false;  // what follows is the arriving side's
  std::size_t arrived_ = 0;
};

}  // namespace aeolian
