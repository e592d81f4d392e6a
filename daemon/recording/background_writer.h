// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "core/stream/paired_ring.h"

namespace aeolian::daemon {

/**
 * Writes frames to a destination that may be slow for a while, such as a disk, through a ring of `room`
 * frames and a thread that empties it. Frames that do not fit are lost, and counted. After the first error
 * nothing more is written.
 */
class BackgroundWriter {
 public:
  /** Called only by the thread, with the frames in order. */
  using Write = std::function<ErrorOr<void>(ConstPairedFrames)>;

  static constexpr std::size_t room = std::size_t{1} << 19;  ///< 12 s at 44.1 kHz

  /** For frames of this many channel pairs. */
  explicit BackgroundWriter(Write write, std::size_t pairs = 1);
  /** Writes the remaining frames. */
  ~BackgroundWriter();
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;

  /** One thread; does not wait. */
  void push(ConstPairedFrames frames) noexcept;

  /** Waits until everything is written and returns the first error. The pushing thread's last call. */
  ErrorOr<void> finish();

  // Any thread.
  std::size_t waiting() const noexcept { return ring_.size(); }
  std::uint64_t written() const noexcept { return written_.load(std::memory_order_relaxed); }
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }
  bool failed() const noexcept { return failed_.load(std::memory_order_acquire); }

 private:
  void run(const std::stop_token& stop);
  void write_some();

  const Write write_;
  PairedRing<room> ring_;
  PairedBuffer taken_;  // used only by the thread
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> lost_{0};
  std::atomic<bool> failed_{false};
  ErrorOr<void> result_;  // used only by the thread until it has ended
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace aeolian::daemon
