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

/** Samples of a block of a device, to be filled: left[i * stride], and right likewise unless it is mono. */
struct DeviceBlock {
  float* left = nullptr;
  float* right = nullptr;  ///< null = mono, for which both channels are mixed
  std::size_t stride = 1;
  std::size_t frames = 0;

  /** `samples` of 1 or 2 interleaved channels. */
  static DeviceBlock interleaved(float* samples, int channels, std::size_t frames) noexcept {
    return {samples, channels > 1 ? samples + 1 : nullptr, static_cast<std::size_t>(channels), frames};
  }
};

/** Samples of a block that a device has heard: left[i * stride], and right likewise unless it is mono. */
struct HeardBlock {
  const float* left = nullptr;
  const float* right = nullptr;  ///< null = mono
  std::size_t stride = 1;
  std::size_t frames = 0;
};

/** Passes on what a device has heard, both channels as one. For audio threads: does not allocate, lock or
 * wait. */
void pass_on(HeardBlock block, SharedStream& stream) noexcept AEOLIAN_NONBLOCKING;

/**
 * Called by a device for each block: plays the stream once it is the consumer, and silence
 * before. Counts each block, as the heartbeat, and the device's misses. One thread at a time; does not
 * allocate, lock or wait.
 */
class DeviceCallback {
 public:
  using Clock = std::chrono::steady_clock;

  /** Both must outlive it; for a device at `rate` Hz. */
  DeviceCallback(SharedStream& stream, Playback& playback, double rate)
      : stream_(stream), playback_(playback), pace_(rate) {}

  /** `was_late` = the device missed something before. */
  void fill(DeviceBlock block, bool was_late,
            Clock::time_point now = Clock::now()) noexcept AEOLIAN_NONBLOCKING;

  // For the thread that opens and closes devices.

  /**
   * Sets how much the device's buffer holds beside the requested block; until then the pace is not measured.
   */
  void set_buffer(double seconds) noexcept { buffer_s_.store(seconds, std::memory_order_relaxed); }

  /**
   * Plays silence and leaves the playback alone: before the first block, for a stream that is to take over.
   */
  void rest() noexcept { rests_.store(true); }

  /**
   * Starts a handover: the playing stream leaves, and the resting one arrives. `handover` must outlive both
   * streams.
   */
  void leave(Handover& handover) noexcept { leaving_.store(&handover); }
  void arrive(Handover& handover) noexcept { arriving_.store(&handover); }

  /** Whether this is the only stream using the playback. */
  bool is_alone() const noexcept { return !rests_.load(); }

  /** Once the device is closed: counts the gap that it had shortly before, if any. */
  void count_last_gap() noexcept { count_gap(pace_.end()); }

  /** Frames of its longest block so far. */
  std::size_t longest_block() const noexcept { return longest_block_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t longest = 4096;  // frames rendered at once; longer blocks are split

  void make(std::span<StereoFrame> piece) noexcept AEOLIAN_NONBLOCKING;
  void put(std::span<const StereoFrame> piece, DeviceBlock& block) noexcept AEOLIAN_NONBLOCKING;
  void judge_pace(std::size_t frames, Clock::time_point now) noexcept AEOLIAN_NONBLOCKING;
  void count_gap(double seconds) noexcept AEOLIAN_NONBLOCKING;

  SharedStream& stream_;
  Playback& playback_;
  PaceMeter pace_;
  std::atomic<double> buffer_s_{0.};
  std::atomic<bool> rests_{false};
  std::atomic<Handover*> leaving_{nullptr};
  std::atomic<Handover*> arriving_{nullptr};
  std::atomic<std::size_t> longest_block_{0};
  std::array<StereoFrame, longest> piece_{};
};

}  // namespace aeolian
