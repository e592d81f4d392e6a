// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/null_output.h"

#include <utility>

namespace aeolian::daemon {

ErrorOr<std::unique_ptr<NullOutput>> NullOutput::create(SharedStream& stream) {
  auto clock = BlockClock::create(stream);
  if (!clock) {
    return tl::unexpected(clock.error());
  }
  return std::unique_ptr<NullOutput>(new NullOutput(std::move(*clock)));
}

std::chrono::milliseconds NullOutput::work() {
  clock_->tick();
  return BlockClock::tick_interval;
}

}  // namespace aeolian::daemon
