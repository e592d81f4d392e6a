// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace aeolian {

/** The pulse of what is played, and how it follows the tempo. */
struct PulseReport {
  double bpm = 0.;      ///< beats a minute, as the model plays it; 0 = there is no clear pulse
  double stretch = 1.;  ///< by which it follows the tempo, besides /stretch; 1 = not at all
  /** Seconds by which its beats are heard after the clock's; nothing while either is unknown. */
  std::optional<double> late_s = {};
};

}  // namespace aeolian
