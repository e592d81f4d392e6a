// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/measures/mel.h"

namespace aeolian::trainer {

/** Standard deviation of the frames' level, dB; levels below `floor_db` count as `floor_db`. */
double energy_spread(const Matrix& mel, float floor_db);

/**
 * Onset strength: the mean rise of the bands from each frame to the next, dB (half-wave rectified spectral
 * flux: Dixon, "Onset detection revisited", DAFx 2006). One value fewer than frames.
 */
Eigen::ArrayXd onset_strength(const Matrix& mel, float floor_db);

/** Onsets a second: peaks of onset strength, 1.5 dB above the median around them and 60 ms apart. */
double onset_rate(const Matrix& mel, double frame_rate, float floor_db);

/**
 * The means of `frames` frames each, relative to `centre` (mel_bands values) and normalised to unit length,
 * so that the product of two rows is their cosine.
 */
Matrix unit_means(const Matrix& mel, Eigen::Index frames, const Eigen::RowVectorXf& centre, float floor_db);

/** The similarity of a sound to itself. */
struct Repetition {
  double value = 0;  ///< cosine, -1..1
  double lag_s = 0;  ///< at which the similarity is highest
};

/**
 * The cosine of the sound with itself, `lag` later, averaged over time, at the lag from 0.5 to 10 s where it
 * is highest. Frames are averaged over about 0.1 s, relative to `centre` (mel_bands values: the real sound's
 * mean), so that a held tone is as self-similar as a loop: 1. White noise, unlike other sound but always like
 * itself, is near 1 as well, so compare a value with that of real sound of the same length.
 */
Repetition repetition(const Matrix& mel, double frame_rate, const Eigen::RowVectorXf& centre, float floor_db);

}  // namespace aeolian::trainer
