// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/output_watch.h"

#include <spdlog/spdlog.h>

namespace aeolian::daemon {
namespace {

using std::chrono::seconds;

constexpr seconds rest{5};       // without a fault: they are over
constexpr seconds patience{10};  // with recurring faults: they persist
constexpr seconds between_warnings{10};

}  // namespace

void OutputWatch::look(const StreamCounters& counters, Clock::time_point now) {
  const Counts counts{.gaps = counters.gaps.load(std::memory_order_relaxed),
                      .gap_time = counters.gap_time.load(std::memory_order_relaxed),
                      .stalls = counters.stalls.load(std::memory_order_relaxed),
                      .device_late = counters.xruns.load(std::memory_order_relaxed)};
  if (counts.gaps != seen_.gaps || counts.stalls != seen_.stalls) {
    if (!is_troubled_) first_fault_ = now;
    is_troubled_ = true;
    last_fault_ = now;
  }
  seen_ = counts;
  if (is_troubled_ && now - last_fault_ > rest) {
    is_troubled_ = false;
    if (is_breaking_up_.exchange(false)) spdlog::info("the output plays without gaps again");
  }
  if (is_troubled_ && now - first_fault_ > patience) is_breaking_up_ = true;
  const bool has_news = counts.gaps != warned_.gaps || counts.stalls != warned_.stalls;
  if (has_news && (!last_warning_ || now - *last_warning_ >= between_warnings)) {
    warn(counts);
    warned_ = counts;
    last_warning_ = now;
  }
}

void OutputWatch::warn(const Counts& counts) const {
  spdlog::warn(
      "the output breaks up: {} gaps ({:.0f} ms) and {} late blocks since the last report; the device itself "
      "reported being late {} times",
      counts.gaps - warned_.gaps, 1e-6 * static_cast<double>(counts.gap_time - warned_.gap_time),
      counts.stalls - warned_.stalls, counts.device_late - warned_.device_late);
}

}  // namespace aeolian::daemon
