// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/measures/mel.h"

namespace aeolian::trainer {

/**
 * Self-similarity: the mean cosine of all pairs of seconds that lie 10 to 60 s apart (Foote, "Visualizing
 * music and audio using self-similarity", ACM Multimedia 1999), each second as its mean mel frame, seen from
 * `centre` (mel_bands values: the real sound's mean). Near 1 where a sound stays as it is, near 0 where it
 * always goes somewhere else. Blind to the order of seconds within 10 s. 0 of less than 11 s; a value is to
 * be held against that of real excerpts as long.
 */
double self_similarity(const Matrix& mel, double frame_rate, const Eigen::RowVectorXf& centre,
                       float floor_db);

/**
 * Pulse clarity, 0..1: the highest peak of the normalised autocorrelation of onset strength at periods of .25
 * to 1.5 s (240 to 40 beats a minute), the mean over windows of 10 s, half of them apart (after Lartillot,
 * Eerola, Toiviainen and Fornari, ISMIR 2008, who take the maximum of it). Of onset_strength(). 0 of
 * less than 10 s.
 */
double pulse_clarity(const Matrix& mel, double frame_rate, float floor_db);

}  // namespace aeolian::trainer
