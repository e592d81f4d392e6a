// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/measures/mel.h"

namespace aeolian::trainer {

/** Values that a pooled window has: mean, spread and movement of each band. */
inline constexpr int window_values = 3 * mel_bands;

/**
 * Windows of `mel` (dB), `length` frames each, one every `hop` frames, pooled: each band's mean, standard
 * deviation and mean absolute change from frame to frame. What lies below `floor_db` counts as `floor_db`, so
 * that what nobody hears does not count. (windows, window_values); none where `mel` is shorter than a window.
 */
Matrix pooled_windows(const Matrix& mel, int length, int hop, float floor_db);

/** Brings each column to the mean 0 and standard deviation 1 that it has in the windows it was made from. */
class Scaling {
 public:
  explicit Scaling(const Matrix& windows);
  Matrix operator()(const Matrix& windows) const;

 private:
  Eigen::RowVectorXf mean_, factor_;
};

/** All rows of several matrices of one width, one after the other. */
Matrix stacked(std::span<const Matrix> parts);

/** At most `count` rows, evenly spread. */
Matrix thinned(const Matrix& rows, Eigen::Index count);

}  // namespace aeolian::trainer
