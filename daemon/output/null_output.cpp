// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/null_output.h"

#include "core/realtime.h"

namespace aeolian {

ErrorOr<std::unique_ptr<NullOutput>> NullOutput::create(SharedStream& stream) {
  auto clock = BlockClock::create(stream);
  if (!clock) {
    return tl::unexpected(clock.error());
  }
  return std::unique_ptr<NullOutput>(new NullOutput(std::move(*clock)));
}

void NullOutput::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    denormals_off();
    clock_->restart();
    while (!stop.stop_requested()) {
      clock_->tick();
      std::this_thread::sleep_for(BlockClock::tick_interval);
    }
  });
}

void NullOutput::stop() {
  thread_ = std::jthread();
}

}  // namespace aeolian
