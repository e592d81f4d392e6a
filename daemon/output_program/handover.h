// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>

#include "core/realtime.h"
#include "core/stream/paired_ring.h"
#include "core/stream/playback.h"

namespace aeolian::daemon {

/**
 * Lets two streams to one device follow each other without a break: the leaving stream continues and passes
 * what it plays to the arriving one, which plays the same a little later. They cross-fade; when the first has
 * ended, the second takes over the playback. Each side is one audio thread; neither allocates, locks or
 * waits.
 */
class Handover {
 public:
  struct Plan {
    std::size_t lead = 0;  ///< frames passed on before the arriving stream starts
    std::size_t hold = 0;  ///< frames played before the leaving stream fades out
    std::size_t fade = 0;  ///< frames of the cross-fade
  };

  /**
   * Times the cross-fade so that both halves coincide: the latency of the leaving stream is `leaving_s`, that
   * of the arriving one `arriving_s`, and its longest block has `block` frames.
   */
  static Plan plan(double rate, double leaving_s, double arriving_s, std::size_t block);

  /** For so many pairs of channels. */
  explicit Handover(Plan plan, std::size_t pairs = 1) : plan_(plan), way_(pairs) {}

  /** The next block of the leaving stream. */
  void leave(Playback& playback, PairedFrames out) noexcept AEOLIAN_NONBLOCKING;

  /** The next block of the arriving stream; true = it has the playback for itself from now on. */
  bool arrive(Playback& playback, PairedFrames out) noexcept AEOLIAN_NONBLOCKING;

  /** Any thread: whether the leaving stream has ended. */
  bool has_left() const noexcept { return has_left_.load(std::memory_order_acquire); }

 private:
  const Plan plan_;
  PairedRing<1 << 18> way_;
  std::atomic<bool> has_left_{false};
  std::size_t left_ = 0;    // frames passed on; used by the leaving stream
  bool has_begun_ = false;  // this and the following: used by the arriving stream
  std::size_t arrived_ = 0;
};

}  // namespace aeolian::daemon
