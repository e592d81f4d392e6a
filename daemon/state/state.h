// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/control/parameters.h"
#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian {

/** What the next start goes on from. */
struct State {
  Snapshot parameters = {};
  std::string model = {};            ///< path of the checkpoint that plays
  bool guard = true;                 ///< its switch
  bool schedule = true;              ///< its switch
  std::string schedule_memory = {};  ///< Schedule::memory()
  std::string midi = {};  ///< mapping in force, where it was learned and not saved: text of a mapping file

  // What was configured at that time: where the configuration is another by now, it wins.
  std::string configured_checkpoint = {};
  InitialValues configured = {};
  bool configured_guard = true, configured_schedule = true;
  std::string configured_midi = {};  ///< beside `midi`: what the mapping file said
};

/** The largest state that is read, bytes; ours have three thousand. */
inline constexpr std::size_t max_state_size = 1 << 18;

/** The text of a state file: JSON with a version of its form. */
std::string state_text(const State& state);

/**
 * Reads such a text whole, or refuses it with what is wrong; parameters that it does not name are as in
 * `otherwise`. Pure; any bytes may be given.
 */
ErrorOr<State> parse_state(std::string_view text, const Snapshot& otherwise);

/** What `now` configures otherwise than `before` did. */
InitialValues changed_since(const InitialValues& before, const InitialValues& now);

}  // namespace aeolian
