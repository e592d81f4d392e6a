// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/pace_meter.h"

#include <algorithm>

namespace aeolian::daemon {
namespace {

constexpr double settling_s = 2.5;
constexpr double window_s = 1.;
constexpr double least_gap_s = 0.01;

}  // namespace

PaceMeter::Finding PaceMeter::block(Clock::time_point now, std::size_t frames,
                                    double buffer_s) noexcept AEOLIAN_NONBLOCKING {
  if (!first_block_) first_block_ = now;
  if (seconds_since(*first_block_, now) < settling_s) {
    begin_ = window_begin_ = now;
    given_s_ = static_cast<double>(frames) / rate_;
    return {};
  }
  const double late = seconds_since(begin_, now) - given_s_;
  given_s_ += static_cast<double>(frames) / rate_;
  earliest_ = blocks_ == 0 ? late : std::min(earliest_, late);
  ++blocks_;
  newest_[all_blocks_++ % newest_.size()] = late;
  Finding finding;
  const double beyond_s = late - allowed();
  const bool beyond = beyond_s > buffer_s + static_cast<double>(frames) / rate_;
  finding.stall = beyond && !is_stalled_;
  is_stalled_ = beyond || (is_stalled_ && beyond_s > buffer_s / 2);
  if (seconds_since(window_begin_, now) >= window_s && blocks_ >= least_blocks) {
    finding.gap_s = end_window();
    window_begin_ = now;
  }
  return finding;
}

double PaceMeter::end() const noexcept {
  return all_blocks_ < newest_.size() ? 0. : lost_until(std::ranges::min(newest_));
}

/** The seconds lost since the previous window if no block can have been earlier than `late`; 0 = no gap. */
double PaceMeter::lost_until(double late) const noexcept AEOLIAN_NONBLOCKING {
  const double lost = late - allowed();
  return lost > least_gap_s ? lost : 0.;
}

double PaceMeter::end_window() noexcept AEOLIAN_NONBLOCKING {
  const double lost = lost_until(earliest_);
  recent_[oldest_] = earliest_;
  oldest_ = (oldest_ + 1) % recent_.size();
  blocks_ = 0;
  if (lost > 0.) is_stalled_ = false;
  return lost;
}

}  // namespace aeolian::daemon
