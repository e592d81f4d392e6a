// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>
#include <vector>

namespace aeolian::trainer {

/** A pulse of onset strength. */
struct Pulse {
  double period_s = 0;  ///< .25 to 1.5; 0 = there is none
  double clarity = 0;   ///< autocorrelation at that period, 0..1
};

/** The clearest pulse of `strength` (onset_strength(), `rate` values a second): the highest peak of its
 * autocorrelation. */
Pulse clearest_pulse(const Eigen::ArrayXd& strength, double rate);

/**
 * The times of the beats, in values of `strength`, ascending; none if no pulse is clear enough to be heard as
 * one. Among periods of equal clarity, the one nearest to half a second is taken.
 *
 * Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36 (1), 2007.
 */
std::vector<double> beat_times(const Eigen::ArrayXd& strength, double rate);

/**
 * The position in the beat, 0 to below 1, at each of the moments `first`, `first` + `apart`, ... (`count` of
 * them, on the clock of `beats`); before the first beat and after the last one, the beats are taken to go on.
 * -1 if there are fewer than two beats.
 */
std::vector<float> beat_phases(const std::vector<double>& beats, double first, double apart, int count);

}  // namespace aeolian::trainer
