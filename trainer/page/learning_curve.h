// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/model/description.h"

namespace aeolian::trainer {

/**
 * Shows how a model learned, under `title`: for each stage a plot of its losses against the minutes of
 * training, and a sentence that explains it. Empty if the curve is too short.
 */
std::string learning_curves(const std::string& title, const std::vector<Provenance::CurvePoint>& curve);

}  // namespace aeolian::trainer
