// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <thread>

#include "core/error.h"
#include "daemon/output/audio_output.h"
#include "daemon/output/block_clock.h"

namespace aeolian {

/** Plays in real time without a device: for tests, and for machines without sound. */
class NullOutput final : public AudioOutput {
 public:
  /** The stream must outlive it. */
  static ErrorOr<std::unique_ptr<NullOutput>> create(SharedStream& stream);
  ~NullOutput() override { stop(); }

  void start() override;
  void stop() override;
  Status status() const override { return {.playing = true, .device = "null"}; }

 private:
  explicit NullOutput(std::unique_ptr<BlockClock> clock) : clock_(std::move(clock)) {}

  std::unique_ptr<BlockClock> clock_;
  std::jthread thread_;
};

}  // namespace aeolian
