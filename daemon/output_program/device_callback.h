// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <span>

#include "core/realtime.h"
#include "core/stream/playback.h"
#include "daemon/output_program/handover.h"
#include "daemon/output_program/pace_meter.h"

namespace aeolian {

/**
 * What a device calls for each block: plays the stream to every channel once its turn has come, and silence
 * before. Counts each block, as the heartbeat, and what the device missed. One thread at a time; allocates,
 * locks and waits for nothing.
 */
class DeviceCallback {
 public:
  using Clock = std::chrono::steady_clock;

  /** Both must outlive it; `channels` of interleaved samples at `rate` Hz. */
  DeviceCallback(SharedStream& stream, Playback& playback, int channels, double rate)
      : stream_(stream), playback_(playback), channels_(static_cast<std::size_t>(channels)), pace_(rate) {}

  /** Fills `frames` frames of interleaved samples; `was_late` = the device has missed something before. */
  void fill(float* samples, std::size_t frames, bool was_late,
            Clock::time_point now = Clock::now()) noexcept AEOLIAN_NONBLOCKING;

  // The thread that opens and closes devices.

  /** What the device's buffer holds beside the block that it asks for; until it is told, no pace is judged.
   */
  void set_buffer(double seconds) noexcept { buffer_s_.store(seconds, std::memory_order_relaxed); }

  /** Is silent and leaves the playback alone: before the first block, for a stream that will arrive. */
  void rest() noexcept { rests_.store(true); }

  /** The one that plays leaves, and the one that rests arrives. `handover` must outlive what both play. */
  void leave(Handover& handover) noexcept { leaving_.store(&handover); }
  void arrive(Handover& handover) noexcept { arriving_.store(&handover); }

  /** Whether the playback is for this one alone. */
  bool is_alone() const noexcept { return !rests_.load(); }

  /** Frames of its longest block so far. */
  std::size_t longest_block() const noexcept { return longest_block_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t longest = 4096;  // frames made at once; longer blocks are made in pieces

  void make(std::span<float> piece) noexcept AEOLIAN_NONBLOCKING;
  void judge_pace(std::size_t frames, Clock::time_point now) noexcept AEOLIAN_NONBLOCKING;

  SharedStream& stream_;
  Playback& playback_;
  std::size_t channels_;
  PaceMeter pace_;
  std::atomic<double> buffer_s_{0.};
  std::atomic<bool> rests_{false};
  std::atomic<Handover*> leaving_{nullptr};
  std::atomic<Handover*> arriving_{nullptr};
  std::atomic<std::size_t> longest_block_{0};
  std::array<float, longest> mono_{};
};

}  // namespace aeolian
