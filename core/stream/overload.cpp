// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/overload.h"

#include <algorithm>

namespace aeolian {
namespace {

constexpr double tight = 0.8;   // of a step's duration: more is nearly too late
constexpr double easy = 0.6;    // less, step after step, counts as calm
constexpr double settling = 8;  // steps before a level takes effect
constexpr double enough_pressure = 2.5;
constexpr double soon_s = 60., long_s = 600., dry_s = 1.;
constexpr double most_patience = 16.;

}  // namespace

Overload::Overload(const OverloadSettings& settings, std::chrono::nanoseconds budget)
    : settings_(settings), budget_(budget), second_(1e9 / static_cast<double>(budget.count())) {
  const double step_s = 1. / second_;
  while (step_s * static_cast<double>(std::size_t{2} << look_ahead_levels_) <=
         settings.longest_look_ahead_s) {
    ++look_ahead_levels_;
  }
}

std::size_t Overload::extra_steps() const {
  const int doublings = std::min(level_, look_ahead_levels_);
  return doublings == 0 ? 0 : std::size_t{1} << doublings;
}

void Overload::step(std::chrono::nanoseconds took, std::chrono::nanoseconds reserve) {
  const double load = static_cast<double>(took.count()) / static_cast<double>(budget_.count());
  load_ += (load - load_) / second_;
  if (!settings_.on) {
    return;
  }
  const bool is_pressed = load > tight && 2 * took > reserve;
  const bool is_dry = load > 1. && took > reserve;
  pressure_ += static_cast<double>(is_pressed) - pressure_ / second_;
  ++since_change_;
  if (should_rise(is_pressed, is_dry)) {
    rise();
  } else {
    grow_calm(is_dry ? 1. : load);
  }
}

bool Overload::should_rise(bool is_pressed, bool is_dry) const {
  if (level_ == highest_level() || since_change_ < settling) return false;
  if (level_ == quality_level()) return is_dry;
  const bool is_needed = is_dry || (is_pressed && pressure_ > enough_pressure);
  // Lower quality shortens the mean step; single late steps are covered by the look-ahead.
  return level_ == look_ahead_levels_ ? is_needed && load_ > tight : is_needed;
}

void Overload::rise() {
  if (fell_ && since_change_ < soon_s * second_) {
    patience_ = std::min(2. * patience_, most_patience);
  }
  ++level_;
  fell_ = false;
  since_change_ = calm_ = pressure_ = 0.;
}

void Overload::grow_calm(double load) {
  const double needed_s = holds() ? dry_s : settings_.calm_s * patience_;
  const bool is_calm = holds() ? load < 1. : load < easy;
  calm_ = is_calm ? calm_ + 1. : 0.;
  if (level_ == 0) {
    patience_ = since_change_ > long_s * second_ ? 1. : patience_;
  } else if (calm_ >= needed_s * second_) {
    --level_;
    fell_ = true;
    since_change_ = calm_ = 0.;
  }
}

}  // namespace aeolian
