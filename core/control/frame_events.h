// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/event.h"

namespace aeolian {

/**
 * Whether `event` acts on frames that the model has already made, and not on the model, so that it can take
 * effect at any hop without waiting for the next step.
 */
constexpr bool acts_on_frames(const ControlEvent& event) {
  switch (event.parameter) {
    case ParameterId::model_weight:
    case ParameterId::transpose:
    case ParameterId::formant:
    case ParameterId::stretch:
    case ParameterId::tilt:
    case ParameterId::bright:
    case ParameterId::floor:
    case ParameterId::sharpen:
    case ParameterId::attack:
    case ParameterId::freeze:
    case ParameterId::pan:
    case ParameterId::width:
    case ParameterId::out:
      return true;
    case ParameterId::gain:
    case ParameterId::mute:
      return event.voice != all_voices;  // for all voices, it belongs to the output
    case ParameterId::encoding:
      return event.morph > 0.f;  // the weight of a morph
    default:
      return false;
  }
}

}  // namespace aeolian
