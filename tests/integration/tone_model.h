// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>

#include "core/model/checkpoint.h"

namespace aeolian {

inline constexpr double middle_c_hz = 880.;  ///< the default tone of the model below
inline constexpr int middle_c = 60;

/** Makes a model that plays only steady tones, whatever is requested. */
Checkpoint tone_model(std::initializer_list<double> hertz = {middle_c_hz});

}  // namespace aeolian
