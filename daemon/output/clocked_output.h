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
 * An output with a thread of its own, and with a block clock that consumes the stream while nothing else
 * does. A class made of it calls stop() in its destructor, as the thread calls its methods.
 */
class ClockedOutput : public AudioOutput {
 public:
  void start() final;
  void stop() final;
  Status status() const final;

 protected:
  ClockedOutput(std::unique_ptr<BlockClock> clock, Status status);

  /** On the thread, again and again until stop(): does what is due; returns how long it may wait. */
  virtual std::chrono::milliseconds work() = 0;
  /** On the thread, at its end. */
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
