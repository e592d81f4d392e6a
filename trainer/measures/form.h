// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/measures/mel.h"

namespace aeolian::trainer {

/**
 * Self-similarity: the mean cosine of all pairs of seconds that are 10 to 60 s apart (Foote, "Visualizing
 * music and audio using self-similarity", ACM Multimedia 1999), each second as its mean mel frame, relative
 * to `centre` (mel_bands values: the real sound's mean). Near 1 for a sound that stays the same, near 0 for
 * one that keeps changing. Insensitive to the order of seconds within 10 s. 0 for less than 11 s; compare a
 * value with that of real excerpts of the same length.
 */
double self_similarity(const Matrix& mel, double frame_rate, const Eigen::RowVectorXf& centre,
                       float floor_db);

/**
 * Pulse clarity, 0..1: the highest peak of the normalised autocorrelation of onset_strength() at periods of
 * .25 to 1.5 s (240 to 40 beats a minute), the mean over windows of 10 s, overlapping by half (after
 * Lartillot, Eerola, Toiviainen and Fornari, ISMIR 2008, who take its maximum). 0 for less than 10 s.
 */
double pulse_clarity(const Matrix& mel, double frame_rate, float floor_db);

}  // namespace aeolian::trainer
