// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace aeolian {

/** The pulse of the output, and how it follows the tempo. */
struct PulseReport {
  double bpm = 0.;      ///< beats per minute, as the model plays it; 0 = no clear pulse
  double stretch = 1.;  ///< factor by which it follows the tempo, on top of /stretch; 1 = not at all
  /** Delay of its beats after the clock's, seconds; nothing while either is unknown. */
  std::optional<double> late_s = {};
};

}  // namespace aeolian
