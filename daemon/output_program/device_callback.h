// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

#include "core/realtime.h"
#include "core/stream/playback.h"
#include "daemon/output_program/handover.h"
#include "daemon/output_program/pace_meter.h"

namespace aeolian::daemon {

/** Samples of a device block to be filled: samples[channel][i * stride]. */
struct DeviceBlock {
  std::array<float*, most_output_channels> samples{};
  std::size_t channels = 2;  ///< at most those of the stream and its pairs; 1 = the first pair mixed to mono
  std::size_t stride = 1;
  std::size_t frames = 0;

  /** Describes interleaved channels in `samples`. */
  static DeviceBlock interleaved(float* samples, std::size_t channels, std::size_t frames) noexcept {
    DeviceBlock block{.channels = channels, .stride = channels, .frames = frames};
    for (std::size_t channel = 0; channel < channels; ++channel) block.samples[channel] = samples + channel;
    return block;
  }
};

/** A block of input from a device: left[i * stride], and right likewise unless it is mono. */
struct HeardBlock {
  const float* left = nullptr;
  const float* right = nullptr;  ///< null = mono
  std::size_t stride = 1;
  std::size_t frames = 0;
};

/**
 * Passes a device's input on to the stream, mixed to mono. For audio threads: does not allocate, lock or
 * wait.
 */
void pass_on(HeardBlock block, SharedStream& stream) noexcept AEOLIAN_NONBLOCKING;

/**
 * Called by a device for each block: plays the stream once it is the consumer, and silence before that.
 * Counts each block, as the heartbeat, and the device's misses. One thread at a time; does not allocate, lock
 * or wait.
 */
class DeviceCallback {
 public:
  using Clock = std::chrono::steady_clock;

  /** Both must outlive it; for a device at `rate` Hz. */
  DeviceCallback(SharedStream& stream, Playback& playback, double rate)
      : stream_(stream), playback_(playback), pace_(rate), piece_(longest, stream.pairs()) {}

  /** `was_late` = the device missed something before this block. */
  void fill(DeviceBlock block, bool was_late,
            Clock::time_point now = Clock::now()) noexcept AEOLIAN_NONBLOCKING;

  // For the thread that opens and closes devices.

  /**
   * Sets how many seconds the device's buffer holds in addition to the requested block; until then the pace
   * is not measured.
   */
  void set_buffer(double seconds) noexcept { buffer_s_.store(seconds, std::memory_order_relaxed); }

  /**
   * Plays silence and leaves the playback alone. Call it before the first block, on a stream that is to take
   * over.
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

  /** Counts the gap shortly before the end, if there was one. Call it once the device is closed. */
  void count_last_gap() noexcept { count_gap(pace_.end()); }

  /** Returns the longest block so far, in frames. */
  std::size_t longest_block() const noexcept { return longest_block_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t longest = 4096;  // frames rendered at once; longer blocks are split

  void make(PairedFrames piece) noexcept AEOLIAN_NONBLOCKING;
  static void put(ConstPairedFrames piece, DeviceBlock& block) noexcept AEOLIAN_NONBLOCKING;
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
  PairedBuffer piece_;
};

}  // namespace aeolian::daemon
