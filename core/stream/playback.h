// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/audio/stream_resampler.h"
#include "core/error.h"
#include "core/realtime.h"
#include "core/stream/concealment.h"
#include "core/stream/shared_stream.h"

namespace aeolian {

/**
 * The consumer side of a stream, run by the audio callback: takes frames from the ring, plays concealment
 * while the ring is empty, resamples to the device's rate, and sends everything through the output stage,
 * which starts from silence, at the gain and mute in force. Applies gain, mute and fade block by block, and
 * measures the latency of changes.
 *
 * One thread at a time, and only while it is the stream's consumer. render() does not allocate, lock or wait.
 */
class Playback {
 public:
  using Clock = std::chrono::steady_clock;

  /** For a device at `device_rate` Hz; the stream must outlive it. */
  static ErrorOr<std::unique_ptr<Playback>> create(SharedStream& stream, int device_rate);

  /**
   * Any thread: announces the number of frames per block, or per burst of blocks. The present consumer's
   * block size stays in force until this one has rendered.
   */
  void prepare(std::size_t block) noexcept AEOLIAN_NONBLOCKING;

  /** Any thread: from the next block on this is the consumer, after another one. */
  void take_over() noexcept { is_new_.store(true, std::memory_order_relaxed); }

  /** Any thread: fades out and stays silent, regardless of the stream's levels. */
  void leave() noexcept { leaving_.store(true, std::memory_order_relaxed); }

  /** Any thread: fades in again to the stream's levels, within a tenth of a second. */
  void stay() noexcept { leaving_.store(false, std::memory_order_relaxed); }

  /**
   * Renders the next out.size() frames of all pairs of the stream at the device's rate, updates the counters,
   * and wakes the generator. `now`: when the first frame is due.
   */
  void render(PairedFrames out, Clock::time_point now = Clock::now()) noexcept AEOLIAN_NONBLOCKING;

 private:
  static constexpr std::size_t chunk = 64;           // stream frames passed to the resampler at once
  static constexpr std::size_t return_length = 512;  // of the cross-fade back to the ring

  /** State of one pair of channels. */
  struct Pair {
    Concealment tail;
    StereoFrame last;  ///< the last frame taken
  };

  Playback(SharedStream& stream, int device_rate, std::vector<StreamResampler> resamplers);

  void follow_marks(std::size_t block, std::chrono::nanoseconds now) noexcept AEOLIAN_NONBLOCKING;
  void follow_controls(std::chrono::nanoseconds now) noexcept AEOLIAN_NONBLOCKING;
  Glide fade_to_follow() noexcept AEOLIAN_NONBLOCKING;
  void resample(PairedFrames out) noexcept AEOLIAN_NONBLOCKING;
  void take(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING;
  void play_tail(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING;
  void return_from_tail(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING;
  void count(ConstPairedFrames out) noexcept AEOLIAN_NONBLOCKING;
  void tell_block() noexcept AEOLIAN_NONBLOCKING;

  SharedStream& stream_;
  std::vector<StreamResampler> resamplers_;  // of each pair; none if the rates are equal
  double ratio_;                             // device rate to stream rate
  OutputStage output_stage_;
  std::vector<Pair> pairs_;
  bool in_tail_ = false;
  std::size_t returning_ = 0;  // remaining frames of the cross-fade back
  PairedBuffer pending_;
  ConstPairedFrames unread_;  // of pending_: taken, but not yet read by the resampler
  std::size_t taken_in_block_ = 0;
  std::atomic<std::uint32_t> largest_block_{0};  // stream frames
  std::atomic<bool> is_new_{true};               // as the consumer
  std::atomic<bool> leaving_{false};
  bool has_begun_ = false;  // with the first block
  bool has_left_ = false;   // faded out by leave()
};

}  // namespace aeolian
