// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tempo/beat_clock.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace aeolian {
namespace {

constexpr double shortest_interval = 1e-3;  // seconds: 2,500 beats per minute
constexpr double least_change = 3e-3;       // seconds off the line that jitter does not explain
constexpr double clocks_per_sixteenth = BeatClock::per_beat / 4.;

double seconds(BeatTime::duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

void BeatClock::clock(BeatTime now, std::uint32_t clocks) {
  if (heard_ == 0) {
    first_ = last_ = now;
    clocks = 1;
  }
  auto passed = static_cast<double>(clocks);
  const bool was_interrupted = now - last_ > patience;
  if (was_interrupted && interval_ > 0.) passed = std::max(1., std::round(seconds(now - last_) / interval_));
  last_ = now;
  ++heard_;
  clock_ = {clock_.number + passed, seconds(now - first_)};
  if (moves_) offset_ = position_ - clock_.number;
  if (was_interrupted || moves_) {
    begin_line(0);
    keeps_interval_ = interval_ > 0.;
  } else if (has_changed(clock_)) {
    begin_line(newest - 1);
  }
  moves_ = false;
  add(clock_);
  fit();
}

void BeatClock::start() {
  runs_ = moves_ = true;
  position_ = 0.;
}

void BeatClock::resume() {
  if (runs_) return;
  runs_ = moves_ = true;
}

void BeatClock::stop() {
  if (runs_ && !moves_) position_ = clock_.number + offset_ + 1.;
  runs_ = moves_ = false;
}

void BeatClock::set_position(int sixteenths) {
  position_ = clocks_per_sixteenth * sixteenths;
  moves_ = runs_;
}

std::optional<BeatLine> BeatClock::line() const {
  if (heard_ <= per_beat) return {};
  const double tempo = 60. / (per_beat * interval_);
  if (!runs_) return BeatLine{tempo, position_ / per_beat, last_};
  const std::chrono::duration<double> since_first(middle_.s);
  return BeatLine{tempo, (middle_.number + offset_) / per_beat,
                  first_ + std::chrono::round<BeatTime::duration>(since_first)};
}

/** Begins another line with the newest `kept` clocks of the last one. */
void BeatClock::begin_line(std::size_t kept) {
  std::ranges::copy(std::span(clocks_).first(count_).last(kept), clocks_.begin());
  count_ = kept;
  error_count_ = 0;
  keeps_interval_ = false;
}

/** Whether this clock and the ones before it deviate from the line. */
bool BeatClock::has_changed(const Clock& clock) {
  if (count_ < enough) return false;
  const double error = clock.s - (middle_.s + (clock.number - middle_.number) * interval_);
  std::ranges::rotate(errors_, errors_.begin() + 1);
  errors_.back() = error;
  // Adapts slowly, so that a change of tempo is not taken for jitter.
  variance_ += (std::min(error * error, 4. * variance_) - variance_) / (8 * per_beat);
  if (++error_count_ < newest) return false;
  const double mean = std::accumulate(errors_.begin(), errors_.end(), 0.) / newest;
  return std::abs(mean) > std::max(least_change, 1.5 * std::sqrt(variance_));
}

void BeatClock::add(const Clock& clock) {
  if (count_ == longest) {
    std::ranges::rotate(clocks_, clocks_.begin() + 1);
    --count_;
  }
  clocks_[count_++] = clock;
}

/** Least squares; with few clocks after a jump the slope stays, and the line only moves. */
void BeatClock::fit() {
  const auto clocks = std::span(clocks_).first(count_);
  const auto n = static_cast<double>(count_);
  middle_ = {.number = 0., .s = 0.};
  for (const Clock& clock : clocks) {
    middle_.number += clock.number / n;
    middle_.s += clock.s / n;
  }
  keeps_interval_ = keeps_interval_ && count_ < enough;
  if (keeps_interval_ || count_ < 2) return;
  double spread = 0., slope = 0.;
  for (const Clock& clock : clocks) {
    const double number = clock.number - middle_.number;
    spread += number * number;
    slope += number * (clock.s - middle_.s);
  }
  interval_ = std::max(slope / spread, shortest_interval);
}

}  // namespace aeolian
