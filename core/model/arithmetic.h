// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weight_format.h"

namespace aeolian {

/** The arithmetic by which an engine computes its layers. */
struct Arithmetic {
  WeightFormat weights = WeightFormat::float32;
  /**
   * Computes in float32 by Eigen, with the weights as they lie in the checkpoint: the reference for tests.
   */
  bool by_eigen = false;

  bool operator==(const Arithmetic&) const = default;
};

}  // namespace aeolian
