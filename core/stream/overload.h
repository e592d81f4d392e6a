// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>

namespace aeolian {

/** How overload is met. */
struct OverloadSettings {
  bool operator==(const OverloadSettings&) const = default;
  bool on = true;
  double longest_look_ahead_s = 0.25;  ///< seconds of sound that are made ahead at most, beside what is usual
  double calm_s = 10.;                 ///< so long without need before a rung is left again
};

/**
 * A generator that comes too late, and what is done about it, rung by rung: first more is made ahead (doubled
 * from rung to rung), then the quality falls, then the last spectrum is heard, held and decaying, while the
 * ring is empty. A rung is left after a calm time; the time grows where it has to be climbed again soon.
 * A pure function of the steps that it is told of; allocates nothing. One thread.
 */
class Overload {
 public:
  /** `budget`: what a step sounds. */
  Overload(const OverloadSettings& settings, std::chrono::nanoseconds budget);

  /** A step took `took`, and `reserve` of sound lay in the ring when it began. */
  void step(std::chrono::nanoseconds took, std::chrono::nanoseconds reserve);

  /** 0 = none; then the rungs. */
  int level() const { return level_; }

  /** Steps to be made ahead beside what is usual. */
  std::size_t extra_steps() const;
  bool lowers_quality() const { return level_ >= quality_level(); }
  /** The ring ran dry in spite of all. */
  bool holds() const { return level_ > quality_level(); }

  int quality_level() const { return look_ahead_levels_ + 1; }
  int highest_level() const { return look_ahead_levels_ + 2; }

  /** Share of a step's time that making it took, over the last second. */
  double load() const { return load_; }

 private:
  bool should_rise(bool is_pressed, bool is_dry) const;
  void rise();
  void grow_calm(double load);

  const OverloadSettings settings_;
  const std::chrono::nanoseconds budget_;
  const double second_;  ///< steps
  int look_ahead_levels_ = 0;
  int level_ = 0;
  double load_ = 0.;
  double pressure_ = 0.;      ///< steps of the last second that nearly came too late
  double since_change_ = 0.;  ///< of the level, steps
  double calm_ = 0.;          ///< steps
  double patience_ = 1.;      ///< times calm_s
  bool fell_ = false;         ///< the last change of the level was to a lower one
};

}  // namespace aeolian
