// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "core/error.h"
#include "core/stream/playback.h"

namespace aeolian {

/**
 * Consumes a stream in real time without a device, so that generation continues. One thread, and only while
 * Consumer::clock is the stream's consumer.
 */
class SilentClock {
 public:
  static constexpr std::chrono::milliseconds period{10};  ///< of the blocks
  static constexpr auto tick_interval = period / 2;

  /** The stream must outlive it. */
  static ErrorOr<std::unique_ptr<SilentClock>> create(SharedStream& stream);

  /** Starts the clock now. */
  void restart();

  /**
   * Consumes the blocks that are due; call it every `tick_interval`. After a long sleep the missed blocks are
   * skipped.
   */
  void tick();

 private:
  SilentClock(std::unique_ptr<Playback> playback, std::size_t block);

  std::unique_ptr<Playback> playback_;
  std::vector<StereoFrame> block_;
  std::chrono::steady_clock::time_point due_;
};

}  // namespace aeolian
