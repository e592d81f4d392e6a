// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/control/parameters.h"
#include "core/error.h"
#include "daemon/config/options.h"
#include "daemon/state/state.h"
#include "daemon/state/state_file.h"
#include "protocols/midi/midi_mapping.h"

namespace aeolian::daemon {

/** Describes how a live performance continues the last one. */
struct RestoredSession {
  Options options;  ///< including the checkpoint to start with, and the one to blend in
  std::filesystem::path configured_checkpoint = {}, configured_blend = {};
  bool plays_last_model = false;       ///< plays the last run's model, with its second model if it had one
  std::optional<StateFile> file = {};  ///< where this run saves its state; none = nowhere
  std::optional<State> state = {};     ///< state to continue from; none = as configured
  std::optional<midi::Mapping> learned = {};  ///< mapping to continue from; none = the file's
};

/** After this many failed starts in a row, the shipped checkpoint plays, with nothing from the last run. */
inline constexpr int most_failed_starts = 3;

/**
 * Reads the state of the last run, and counts this start as failed until the state saver says otherwise. A
 * test tone and a replay start as configured, and leave the state alone. Problems are logged; they never
 * prevent playback.
 */
RestoredSession recall(Options options);

/**
 * Sets the initial parameters through `source`. In order of precedence: the command line, the weight of a
 * second model that is not the last run's, settings changed in the configuration since the last run, and the
 * last run's parameters. Without a state, does the same as set_parameters() with the options. Refuses invalid
 * parameters on the command line.
 */
ErrorOr<void> set_parameters(const RestoredSession& last, Parameters& parameters, Parameters::Source source);

/** Sets every parameter in `values` through `source`; returns the first error. */
ErrorOr<void> set_parameters(const InitialValues& values, Parameters& parameters, Parameters::Source source);
/** Sets the configured parameters, overridden by those of the command line. */
ErrorOr<void> set_parameters(const Options& options, Parameters& parameters, Parameters::Source source);

}  // namespace aeolian::daemon
