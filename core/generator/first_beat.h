// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/event.h"

namespace aeolian {

/**
 * Lets the beats of a rendering without a clock count from its first sample on, for what follows them; to be
 * applied before the first step of `source`, a Source or what renders one. `tempo` in beats a minute.
 */
template <class Source>
ControlEvent first_beat(const Source& source, double tempo) {
  const double first_heard_s = static_cast<double>(source.response().first) / source.sample_rate();
  return {.parameter = ParameterId::tempo, .beat = first_heard_s * tempo / 60.};
}

}  // namespace aeolian
