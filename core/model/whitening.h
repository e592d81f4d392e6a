// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/error.h"
#include "core/model/checkpoint.h"

namespace aeolian {

/** The tensor that a Whitening is made of; checkpoints before version 0.2 have none. */
inline constexpr const char* whitening_tensor = "trunk.whitening";

/**
 * How the values of a latent deviate from a component of the mixture together. Of component k, the deviations
 * d, each in its standard deviation, make the innovation e = A d, whose values are independent and of unit
 * variance: A is lower triangular with ones on its diagonal, so that the covariance is full while its
 * determinant stays that of the standard deviations. Drawn each by itself, the partials of a voice went apart
 * in every step. Allocates nothing; threads may share it.
 */
class Whitening {
 public:
  /** Of `checkpoint`, which must outlive it; without the tensor, deviations are innovations. */
  static ErrorOr<Whitening> create(const Checkpoint& checkpoint);

  /** From the deviations (D) to the `innovation` (D); they must not overlap. */
  void whiten(int part, std::span<const float> deviation, std::span<float> innovation) const;

  /** The next deviation as those `before` it predict it: d_i = e_i + expected(d_0 ... d_i-1). */
  float expected(int part, std::span<const float> before) const;

 private:
  Whitening(const float* matrices, int size) : matrices_(matrices), size_(size) {}

  const float* matrices_;  ///< (K, D, D), what lies below the diagonals; or null
  int size_;
};

}  // namespace aeolian
