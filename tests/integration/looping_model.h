// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/model/checkpoint.h"

namespace aeolian {

/** The front end of the model below. */
FrontEnd looping_front_end();

/**
 * A model that plays the last `frames` (1 to 256) frames of a sound over and over: an LSTM that gives back
 * what its oldest frame was. `sound` at the rate of its front end. Its weights must be played as float32.
 */
Checkpoint looping_model(std::span<const float> sound, int frames);

}  // namespace aeolian
