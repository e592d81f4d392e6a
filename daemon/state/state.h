// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/control/parameters.h"
#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian::daemon {

/** The state that the next start continues from. */
struct State {
  Snapshot parameters = {};
  std::string model = {};            ///< path of the playing checkpoint
  std::string second = {};           ///< path of the one blended in (/model/blend); empty = none
  bool guard = true;                 ///< guard switch
  bool schedule = true;              ///< schedule switch
  std::string schedule_memory = {};  ///< Schedule::memory()
  std::string midi = {};  ///< the mapping in force if learned but not saved: text of a mapping file

  // The configuration at that time: settings changed since then override the state.
  std::string configured_checkpoint = {}, configured_blend = {};
  InitialValues configured = {};
  bool configured_guard = true, configured_schedule = true;
  std::string configured_midi = {};  ///< in addition to `midi`: the contents of the mapping file
};

/**
 * The largest state accepted, bytes: it may contain two MIDI mappings of 1 MiB as JSON texts. A typical one
 * has three thousand.
 */
inline constexpr std::size_t max_state_size = 8 << 20;

/** Formats the state as the text of a state file: versioned JSON. */
std::string state_text(const State& state);

/**
 * Parses the text of a state file as a whole, or refuses it with the reason; parameters that it lacks are
 * taken from `otherwise`. Pure; accepts any bytes.
 */
ErrorOr<State> parse_state(std::string_view text, const Snapshot& otherwise);

/** Returns the values of `now` that differ from `before`. */
InitialValues changed_since(const InitialValues& before, const InitialValues& now);

}  // namespace aeolian::daemon
