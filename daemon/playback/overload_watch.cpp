// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/overload_watch.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace aeolian::daemon {

void OverloadWatch::look(const OverloadState& state, bool can_refine) {
  if (std::exchange(level_, state.level) != state.level) {
    tell(state);
  }
  const bool refines = parameters_.number(ParameterId::refinement) != 0.;
  if (state.wants_less && can_refine && refines && !lowered_) {
    lowered_ = parameters_.set_number(source_, ParameterId::refinement, 0.).has_value();
  } else if (!state.wants_less && lowered_.exchange(false) && !refines) {
    (void)parameters_.set_number(source_, ParameterId::refinement, 1.);
  }
}

void OverloadWatch::tell(const OverloadState& state) const {
  if (state.level == 0) {
    spdlog::info("the overload is over");
  } else {
    spdlog::warn(
        "overload level {}: {:.0f} ms of look-ahead{}", state.level, 1000. * state.look_ahead_s,
        state.wants_less ? ", at lower quality; if that is still too slow, the last sound will be held" : "");
  }
}

}  // namespace aeolian::daemon
