// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/model/checkpoint.h"

namespace aeolian {

/** The front end of the model below. */
FrontEnd looping_front_end();

/**
 * Makes a model that repeats the last `frames` (1 to 256) frames of a sound forever: an LSTM that returns its
 * oldest frame. `sound` is at the rate of its front end. Its weights must be played as float32.
 */
Checkpoint looping_model(std::span<const float> sound, int frames);

}  // namespace aeolian
