// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/measures/mel.h"

namespace aeolian::trainer {

/** Values of a pooled window: mean, spread and movement of each band. */
inline constexpr int window_values = 3 * mel_bands;

/**
 * Windows of `mel` (dB), `length` frames each, one every `hop` frames, pooled: each band's mean, standard
 * deviation and mean absolute change from frame to frame. Levels below `floor_db` count as `floor_db`, so
 * that inaudible sound does not count. (windows, window_values); none if `mel` is shorter than a window.
 */
Matrix pooled_windows(const Matrix& mel, int length, int hop, float floor_db);

/** Scales each column so that the windows it was made from have mean 0 and standard deviation 1. */
class Scaling {
 public:
  explicit Scaling(const Matrix& windows);
  Matrix operator()(const Matrix& windows) const;

 private:
  Eigen::RowVectorXf mean_, factor_;
};

/** The rows of several matrices of one width, one after the other. */
Matrix stacked(std::span<const Matrix> parts);

/** At most `count` rows, evenly spread. */
Matrix thinned(const Matrix& rows, Eigen::Index count);

}  // namespace aeolian::trainer
