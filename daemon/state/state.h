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
  std::string second = {};           ///< path of the one that is blended in (/model/blend); empty = none
  bool guard = true;                 ///< its switch
  bool schedule = true;              ///< its switch
  std::string schedule_memory = {};  ///< Schedule::memory()
  std::string midi = {};  ///< the mapping in force if learned but not saved: text of a mapping file

  // The configuration at that time: settings changed since then override the state.
  std::string configured_checkpoint = {}, configured_blend = {};
  InitialValues configured = {};
  bool configured_guard = true, configured_schedule = true;
  std::string configured_midi = {};  ///< beside `midi`: the content of the mapping file
};

/** The largest state that is read, bytes; typical ones have three thousand. */
inline constexpr std::size_t max_state_size = 1 << 18;

/** The text of a state file: versioned JSON. */
std::string state_text(const State& state);

/**
 * Parses such a text as a whole, or refuses it with what is wrong; parameters that it lacks are taken from
 * `otherwise`. Pure; any bytes may be given.
 */
ErrorOr<State> parse_state(std::string_view text, const Snapshot& otherwise);

/** The values of `now` that differ from `before`. */
InitialValues changed_since(const InitialValues& before, const InitialValues& now);

}  // namespace aeolian::daemon
