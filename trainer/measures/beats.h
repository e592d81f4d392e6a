// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>
#include <vector>

namespace aeolian {

/** A pulse of onset strength. */
struct Pulse {
  double period_s = 0;  ///< .25 to 1.5; 0 = nothing repeats
  double clarity = 0;   ///< autocorrelation at that period, 0..1
};

/** The clearest pulse of `strength` (onset_strength(), `rate` values a second): of its autocorrelation the
 * highest peak. */
Pulse clearest_pulse(const Eigen::ArrayXd& strength, double rate);

/**
 * The times of beats, in values of `strength`, ascending; none if no pulse is clear enough to be heard as
 * one. Of periods that are as clear, one near half a second is taken.
 *
 * Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36 (1), 2007.
 */
std::vector<double> beat_times(const Eigen::ArrayXd& strength, double rate);

/**
 * For the moments `first`, `first` + `apart`, ... (`count` of them, on the clock of `beats`) the position in
 * the beat, 0 to below 1; before the first beat and after the last one as if they went on. -1 for fewer than
 * two beats.
 */
std::vector<float> beat_phases(const std::vector<double>& beats, double first, double apart, int count);

}  // namespace aeolian
