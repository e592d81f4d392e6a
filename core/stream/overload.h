// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>

namespace aeolian {

/** Settings of the overload measures. */
struct OverloadSettings {
  bool operator==(const OverloadSettings&) const = default;
  bool on = true;
  double longest_look_ahead_s = 0.25;  ///< largest additional look-ahead, seconds of sound
  double calm_s = 10.;                 ///< seconds without pressure before a level is left
};

/**
 * Measures against a generator that is too slow, in levels: first more look-ahead (doubled from level to
 * level), then lower quality, then the last spectrum, held and decaying, while the ring is empty. A level is
 * left after a calm time, which grows if the level is soon needed again. A pure function of the reported
 * steps; allocates nothing. One thread.
 */
class Overload {
 public:
  /** `budget`: duration of a step's sound. */
  Overload(const OverloadSettings& settings, std::chrono::nanoseconds budget);

  /** Reports that a step took `took`, and that the ring held `reserve` of sound when it began. */
  void step(std::chrono::nanoseconds took, std::chrono::nanoseconds reserve);

  /** 0 = no measures; otherwise the present level. */
  int level() const { return level_; }

  /** Additional look-ahead, steps. */
  std::size_t extra_steps() const;
  bool lowers_quality() const { return level_ >= quality_level(); }
  /** Whether the ring ran empty in spite of all measures. */
  bool holds() const { return level_ > quality_level(); }

  int quality_level() const { return look_ahead_levels_ + 1; }
  int highest_level() const { return look_ahead_levels_ + 2; }

  /** Time to compute a step divided by its duration, averaged over about the last second. */
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
  double pressure_ = 0.;      ///< steps of the last second that were nearly late
  double since_change_ = 0.;  ///< since the level changed, steps
  double calm_ = 0.;          ///< steps
  double patience_ = 1.;      ///< times calm_s
  bool fell_ = false;         ///< whether the last change of level was down
};

}  // namespace aeolian
