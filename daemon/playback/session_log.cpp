// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/session_log.h"

#include <spdlog/spdlog.h>

namespace aeolian::daemon {

void SessionLog::open(ErrorOr<ControlLogWriter> writer) {
  const std::lock_guard lock(mutex_);
  wanted_ = true;
  if (writer) {
    writer_.emplace(std::move(*writer));
  } else {
    failed_ = true;
    spdlog::error("{}; playing on without a control log until the next start", writer.error().message);
  }
}

/**
 * A log with a gap would replay something that was never played, so after one miss nothing more is written.
 */
template <class Line>
void SessionLog::append(const Line& line) {
  const std::lock_guard lock(mutex_);
  if (!wanted_) {
    return;
  }
  if (!has_failed()) {
    const auto written = writer_->append(line);
    if (written) {
      return;
    }
    spdlog::error("{}; playing on. The log ends before step {} and can be replayed up to there",
                  written.error().message, line.step);
    failed_ = true;
  }
  missed_.fetch_add(1, std::memory_order_relaxed);
}

template void SessionLog::append(const LoggedEvent&);
template void SessionLog::append(const SourceSwitch&);

}  // namespace aeolian::daemon
