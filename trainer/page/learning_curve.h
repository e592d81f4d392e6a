// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/model/description.h"

namespace aeolian {

/**
 * How a model learned: for each stage a plot of its losses against the minutes of training, and a sentence
 * that says what it shows. Empty if the checkpoint does not tell.
 */
std::string learning_curves(const ModelDescription& description);

}  // namespace aeolian
