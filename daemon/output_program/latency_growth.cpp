// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/latency_growth.h"

#include <algorithm>
#include <utility>

namespace aeolian::daemon {
namespace {

using std::chrono::seconds;

constexpr seconds settling{5};
constexpr seconds memory_of_stalls{10};
constexpr int stalls_too_many = 3;

}  // namespace

std::optional<double> LatencyGrowth::look(const DeviceFaults& faults, Clock::time_point now) {
  const DeviceFaults before = std::exchange(seen_, faults);
  if (now - opened_ < settling) {
    return {};
  }
  if (stalls_ > 0 && now - first_stall_ > memory_of_stalls) {
    stalls_ = 0;
  }
  if (faults.stalls != before.stalls) {
    if (stalls_ == 0) first_stall_ = now;
    stalls_ += static_cast<int>(faults.stalls - before.stalls);
  }
  const bool is_too_short = faults.gaps != before.gaps || stalls_ >= stalls_too_many;
  if (!is_too_short || latency_ >= longest_) {
    return {};
  }
  stalls_ = 0;
  latency_ = std::min(2. * latency_, longest_);
  opened_ = now;
  return latency_;
}

}  // namespace aeolian::daemon
