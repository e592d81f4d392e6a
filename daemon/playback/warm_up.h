// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "core/generator/source.h"

namespace aeolian {

/** Gives the time now: the steady clock's, or a test's own. */
using Clock = std::function<std::chrono::steady_clock::time_point()>;

/** How a source did while it ran for a while without being heard. */
struct WarmUp {
  bool gives_sound = true;  ///< all of its samples were numbers
  double load = 0.;         ///< median time of a step, divided by what the step sounds
};

/** From this load on a source is too slow for this machine: what else the machine does makes it late. */
inline constexpr double too_high_load = 0.8;

/** Runs `source` for 0.2 s of sound, longer than its overlapping windows need to fill. */
WarmUp warm_up(Source& source, const Clock& now = std::chrono::steady_clock::now);

/** A warning about the model `name` at such a load; empty where it is not too high. */
std::string load_warning(const std::string& name, double load);

}  // namespace aeolian
