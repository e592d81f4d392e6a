// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>
#include <vector>

namespace aeolian::trainer {

/** A pulse found in onset strength. */
struct Pulse {
  double period_s = 0;  ///< .25 to 1.5; 0 = no pulse
  double clarity = 0;   ///< autocorrelation at that period, 0..1
};

/**
 * Finds the clearest pulse of `strength` (onset_strength(), `rate` values a second): the highest peak of its
 * autocorrelation.
 */
Pulse clearest_pulse(const Eigen::ArrayXd& strength, double rate);

/**
 * The times of the beats, as indices into `strength`, ascending; none if no pulse is clear enough to be
 * heard. Of equally clear periods, takes the one nearest to half a second.
 *
 * Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36 (1), 2007.
 */
std::vector<double> beat_times(const Eigen::ArrayXd& strength, double rate);

/**
 * The position in the beat, 0 to below 1, at each of the times `first`, `first` + `apart`, ... (`count` of
 * them, on the clock of `beats`). Before the first beat and after the last one the beats are extrapolated. -1
 * if there are fewer than two beats.
 */
std::vector<float> beat_phases(const std::vector<double>& beats, double first, double apart, int count);

}  // namespace aeolian::trainer
