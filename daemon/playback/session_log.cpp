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

void SessionLog::end(const std::string& why, std::uint64_t step) {
  const std::lock_guard lock(mutex_);
  if (wanted_ && !has_failed()) fail(why, step);
}

void SessionLog::fail(const std::string& why, std::uint64_t step) {
  spdlog::error("{}; playing on. The log ends before step {} and can be replayed up to there", why, step);
  failed_ = true;
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
    fail(written.error().message, line.step);
  }
  missed_.fetch_add(1, std::memory_order_relaxed);
}

template void SessionLog::append(const LoggedEvent&);
template void SessionLog::append(const SourceSwitch&);

}  // namespace aeolian::daemon
