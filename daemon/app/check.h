// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "daemon/config/options.h"

namespace aeolian::daemon {

/** The result of one check. */
struct Finding {
  enum class Kind {
    fine,
    strange,  ///< would play, but something needs attention
    wrong,    ///< would not play, or not as configured
  };
  Kind kind;
  std::string text;  ///< the thing checked, the problem, and the remedy
};

/**
 * Checks whether a daemon with these options would play on this machine now: checkpoint, folders, MIDI map,
 * presets, state, ports, sound device, real-time permissions. Writes nothing, and does not disturb a running
 * instrument.
 */
std::vector<Finding> check(const Options& options);

/** Formats one line per finding, and a summary. */
std::string text_of(const std::vector<Finding>& findings);

bool would_play(const std::vector<Finding>& findings);

}  // namespace aeolian::daemon
