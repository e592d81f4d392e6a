// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "trainer/measures/mel.h"

namespace aeolian::trainer {

/** The distance of each row of `windows` to the nearest row of `training`. */
std::vector<double> nearest_distances(const Matrix& windows, const Matrix& training);

/**
 * Copying rho: the median distance of generated windows to the nearest training window, over that of held-out
 * windows. 1 = as near as unlearned sound of the same kind; towards 0 = copied, or collapsed onto few sounds;
 * above 1 = strayed. 0 if either side is empty.
 */
double copying_rho(const std::vector<double>& generated, const std::vector<double>& held_out);

}  // namespace aeolian::trainer
