// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/explained_share.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace aeolian::trainer {

void ExplainedShare::add(std::span<const float> between, std::span<const float> first,
                         std::span<const float> second) {
  double energy = 0, aa = 0, bb = 0, ab = 0, ah = 0, bh = 0;
  for (std::size_t i = 0; i < between.size(); ++i) {
    const double h = std::exp(static_cast<double>(between[i])), a = std::exp(static_cast<double>(first[i])),
                 b = std::exp(static_cast<double>(second[i]));
    energy += h * h;
    aa += a * a;
    bb += b * b;
    ab += a * b;
    ah += a * h;
    bh += b * h;
  }
  energy_ += energy;
  // The larger share that either of the two explains alone; magnitudes are positive, so its weight is, too.
  double explained = std::max(aa > 0 ? ah * ah / aa : 0, bb > 0 ? bh * bh / bb : 0);
  // Uses both if neither weight of the unconstrained solution is negative.
  const double determinant = aa * bb - ab * ab;
  const double of_first = bb * ah - ab * bh, of_second = aa * bh - ab * ah;
  if (determinant > 1e-12 * aa * bb && of_first > 0 && of_second > 0)
    explained = std::max(explained, (of_first * ah + of_second * bh) / determinant);
  explained_ += std::min(explained, energy);
}

}  // namespace aeolian::trainer
