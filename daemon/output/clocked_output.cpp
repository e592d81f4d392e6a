// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/clocked_output.h"

#include <utility>

#include "core/realtime.h"

namespace aeolian::daemon {

ClockedOutput::ClockedOutput(std::unique_ptr<BlockClock> clock, Status status)
    : clock_(std::move(clock)), status_(std::move(status)) {}

void ClockedOutput::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    denormals_off();
    clock_->restart();
    while (!stop.stop_requested()) std::this_thread::sleep_for(work());
    finish();
  });
}

void ClockedOutput::stop() {
  thread_ = std::jthread();
}

AudioOutput::Status ClockedOutput::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

void ClockedOutput::set_status(Status status) {
  const std::scoped_lock lock(mutex_);
  status_ = std::move(status);
}

}  // namespace aeolian::daemon
