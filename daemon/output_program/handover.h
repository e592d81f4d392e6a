// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>

#include "core/realtime.h"
#include "core/stream/paired_ring.h"
#include "core/stream/playback.h"

namespace aeolian::daemon {

/**
 * Lets one stream to a device succeed another without a break. The leaving stream keeps playing and passes
 * its samples on to the arriving one, which plays the same samples a little later. They cross-fade; when the
 * first has ended, the second takes over the playback. Each side is one audio thread; neither allocates,
 * locks or waits.
 */
class Handover {
 public:
  struct Plan {
    std::size_t lead = 0;  ///< frames passed on before the arriving stream starts
    std::size_t hold = 0;  ///< frames played before the leaving stream fades out
    std::size_t fade = 0;  ///< frames of the cross-fade
  };

  /**
   * Times the cross-fade so that both halves coincide: `leaving_s` is the latency of the leaving stream,
   * `arriving_s` that of the arriving one, whose longest block has `block` frames.
   */
  static Plan plan(double rate, double leaving_s, double arriving_s, std::size_t block);

  /** Carries this many pairs of channels. */
  explicit Handover(Plan plan, std::size_t pairs = 1) : plan_(plan), way_(pairs) {}

  /** Renders the next block of the leaving stream. */
  void leave(Playback& playback, PairedFrames out) noexcept AEOLIAN_NONBLOCKING;

  /** Renders the next block of the arriving stream; true = it owns the playback from now on. */
  bool arrive(Playback& playback, PairedFrames out) noexcept AEOLIAN_NONBLOCKING;

  /** Any thread: whether the leaving stream has ended. */
  bool has_left() const noexcept { return has_left_.load(std::memory_order_acquire); }

 private:
  const Plan plan_;
  PairedRing<1 << 18> way_;
  std::atomic<bool> has_left_{false};
  std::size_t left_ = 0;    // frames passed on; used by the leaving stream
  bool has_begun_ = false;  // this and the next: used by the arriving stream
  std::size_t arrived_ = 0;
};

}  // namespace aeolian::daemon
