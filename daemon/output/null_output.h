// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/error.h"
#include "daemon/output/clocked_output.h"

namespace aeolian::daemon {

/** Plays in real time without a device: for tests, and for machines without sound. */
class NullOutput final : public ClockedOutput {
 public:
  /** The stream must outlive it. */
  static ErrorOr<std::unique_ptr<NullOutput>> create(SharedStream& stream);
  ~NullOutput() override { stop(); }

 private:
  explicit NullOutput(std::unique_ptr<BlockClock> clock)
      : ClockedOutput(std::move(clock), {.playing = true, .device = "null"}) {}

  std::chrono::milliseconds work() override;
};

}  // namespace aeolian::daemon
