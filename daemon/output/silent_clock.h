// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "core/error.h"
#include "core/stream/playback.h"

namespace aeolian {

/**
 * Plays a stream to nobody, at the pace of the clock on the wall, so that generation goes on where there is
 * no device. One thread, and only while Consumer::clock is the stream's consumer.
 */
class SilentClock {
 public:
  static constexpr std::chrono::milliseconds period{10};  ///< of the blocks
  static constexpr auto tick_interval = period / 2;

  /** The stream must outlive it. */
  static ErrorOr<std::unique_ptr<SilentClock>> create(SharedStream& stream);

  /** Time begins now. */
  void restart();

  /** Plays the blocks that have become due; to be called every `tick_interval`. After a long sleep what was
   * missed is let go. */
  void tick();

 private:
  SilentClock(std::unique_ptr<Playback> playback, std::size_t block);

  std::unique_ptr<Playback> playback_;
  std::vector<float> block_;
  std::chrono::steady_clock::time_point due_;
};

}  // namespace aeolian
