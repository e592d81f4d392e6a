// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "core/error.h"
#include "core/stream/playback.h"

namespace aeolian::daemon {

/**
 * Consumes a stream without a device, in blocks of 10 ms, so that generation continues. The blocks sound as a
 * device would play them, beginning with a fade-in. One thread, and only while Consumer::clock is the
 * stream's consumer.
 */
class BlockClock {
 public:
  /** Receives a block, which is valid only during the call. */
  using Take = std::function<void(ConstPairedFrames)>;

  static constexpr std::chrono::milliseconds period{10};  ///< of the blocks
  static constexpr auto tick_interval = period / 2;

  /** Makes blocks at `rate` Hz; 0 = the stream's own. The stream must outlive it. */
  static ErrorOr<std::unique_ptr<BlockClock>> create(SharedStream& stream, int rate = 0);

  /** Starts the clock now. */
  void restart();

  /**
   * Real time: consumes the blocks that are due. Call it every `tick_interval`. After a long sleep the missed
   * blocks are skipped.
   */
  void tick(const Take& take = [](auto) {});

  /** Ahead of time: consumes the next block if the ring holds all of it; false = not yet. */
  bool advance(const Take& take);

  /** Fades the next blocks out within a tenth of a second; silence follows. */
  void fade_out() { playback_->leave(); }

 private:
  BlockClock(SharedStream& stream, std::unique_ptr<Playback> playback, int rate);

  SharedStream& stream_;
  std::unique_ptr<Playback> playback_;
  PairedBuffer block_;
  std::size_t needed_;  ///< frames in the ring for a block
  std::chrono::steady_clock::time_point due_;
};

}  // namespace aeolian::daemon
