// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "core/generator/source.h"

namespace aeolian::daemon {

/** Returns the present time, from the steady clock or a test. */
using Clock = std::function<std::chrono::steady_clock::time_point()>;

/** The result of running a source for a while without playing it. */
struct WarmUp {
  bool gives_sound = true;  ///< all samples were finite
  double load = 0.;         ///< median step time divided by a step's duration
};

/** At this load and above, a source is too slow for this machine, because other programs also need time. */
inline constexpr double too_high_load = 0.8;

/** Runs `source` for 0.2 s of sound, longer than its overlapping windows need to fill up. */
WarmUp warm_up(Source& source, const Clock& now = std::chrono::steady_clock::now);

/** Returns a warning about the model `name` at such a load; empty if it is not too high. */
std::string load_warning(const std::string& name, double load);

}  // namespace aeolian::daemon
