// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>

#include "core/model/checkpoint.h"

namespace aeolian {

inline constexpr double middle_c_hz = 880.;  ///< of the model below
inline constexpr int middle_c = 60;

/** A model that plays nothing but steady tones, whatever it is asked for. */
Checkpoint tone_model(std::initializer_list<double> hertz = {middle_c_hz});

}  // namespace aeolian
