// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/error.h"
#include "core/model/checkpoint.h"

namespace aeolian {

/** Name of the tensor of a Whitening; checkpoints before version 0.2 have none. */
inline constexpr const char* whitening_tensor = "trunk.whitening";

/**
 * The correlation of a latent's values within each mixture component. For component k, the deviations d, in
 * units of their standard deviations, give the innovation e = A d, whose values are independent and of unit
 * variance. A is lower triangular with ones on its diagonal, so the covariance is full while its determinant
 * remains that of the standard deviations. When values were drawn independently, the partials of a voice
 * drifted apart in every step. Allocates nothing; threads may share it.
 */
class Whitening {
 public:
  /** From `checkpoint`, which must outlive it; without the tensor, innovations equal deviations. */
  static ErrorOr<Whitening> create(const Checkpoint& checkpoint);

  /** Converts deviations (D) to the `innovation` (D); they must not overlap. */
  void whiten(int part, std::span<const float> deviation, std::span<float> innovation) const;

  /** Predicts the next deviation from those `before` it: d_i = e_i + expected(d_0 ... d_i-1). */
  float expected(int part, std::span<const float> before) const;

 private:
  Whitening(const float* matrices, int size) : matrices_(matrices), size_(size) {}

  const float* matrices_;  ///< (K, D, D), used below the diagonals; or null
  int size_;
};

}  // namespace aeolian
