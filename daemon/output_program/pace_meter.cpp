// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/pace_meter.h"

#include <algorithm>

namespace aeolian {
namespace {

constexpr double settling_s = 2.5;
constexpr double window_s = 1.;
constexpr int least_blocks = 16;  // of a window, so that at least one of them was on time
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

/** Returns the seconds lost since the previous window. */
double PaceMeter::end_window() noexcept AEOLIAN_NONBLOCKING {
  const double lost = earliest_ - allowed();
  recent_[oldest_] = earliest_;
  oldest_ = (oldest_ + 1) % recent_.size();
  blocks_ = 0;
  if (lost <= least_gap_s) {
    return 0.;
  }
  is_stalled_ = false;
  return lost;
}

}  // namespace aeolian
