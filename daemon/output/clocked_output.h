// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

#include "daemon/output/audio_output.h"
#include "daemon/output/block_clock.h"

namespace aeolian::daemon {

/**
 * An output with its own thread, and a block clock that consumes the stream while nothing else does. A
 * derived class calls stop() in its destructor, because the thread calls its methods.
 */
class ClockedOutput : public AudioOutput {
 public:
  void start() final;
  void stop() final;
  Status status() const final;

 protected:
  ClockedOutput(std::unique_ptr<BlockClock> clock, Status status);

  /**
   * Called on the thread repeatedly until stop(): does the work that is due; returns how long the thread may
   * sleep.
   */
  virtual std::chrono::milliseconds work() = 0;
  /** Called on the thread when it ends. */
  virtual void finish() {}

  /** Sets the result of status(). */
  void set_status(Status status);

  std::unique_ptr<BlockClock> clock_;  // used only by the thread

 private:
  mutable std::mutex mutex_;
  Status status_;
  std::jthread thread_;
};

}  // namespace aeolian::daemon
