// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "daemon/config/options.h"

namespace aeolian {

/** What a look at one thing came to. */
struct Finding {
  enum class Kind {
    fine,
    strange,  ///< it would play; something is not as it should be
    wrong,    ///< it would not play, or not as it is asked to
  };
  Kind kind;
  std::string text;  ///< what was looked at, what is wrong, and what to do
};

/**
 * Looks whether a daemon with these options would play here and now: checkpoint, folders, MIDI map, presets,
 * state, ports, sound device, real-time permissions. Writes nothing, and disturbs nothing that plays.
 */
std::vector<Finding> check(const Options& options);

/** One line each; a last line sums up. */
std::string text_of(const std::vector<Finding>& findings);

bool would_play(const std::vector<Finding>& findings);

}  // namespace aeolian
