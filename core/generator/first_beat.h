// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/event.h"

namespace aeolian {

/**
 * Returns the event that makes beat 0 fall on the first sample of a rendering without a clock, for
 * /tempo/follow. Apply it before the first step of `source`, a Source or StepRenderer. `tempo` in beats per
 * minute.
 */
template <class Source>
ControlEvent first_beat(const Source& source, double tempo) {
  const double first_heard_s = static_cast<double>(source.response().first) / source.sample_rate();
  return {.parameter = ParameterId::tempo, .beat = first_heard_s * tempo / 60.};
}

}  // namespace aeolian
