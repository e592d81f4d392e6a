// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/control/parameters.h"
#include "core/error.h"
#include "daemon/config/options.h"
#include "daemon/state/state.h"
#include "daemon/state/state_file.h"
#include "protocols/midi/midi_mapping.h"

namespace aeolian {

/** How a live performance goes on from the last one. */
struct RestoredSession {
  Options options;  ///< the checkpoint is the one to begin with
  std::filesystem::path configured_checkpoint = {};
  std::optional<StateFile> file = {};       ///< where this run keeps its state; none = nowhere
  std::optional<State> state = {};          ///< what to go on from; none = as configured
  std::optional<MidiMapping> learned = {};  ///< the mapping to go on from; none = that of the file
};

/** After so many failed starts in a row the shipped checkpoint plays, with nothing of the last run. */
inline constexpr int most_failed_starts = 3;

/**
 * Looks what the last run left, and counts this start as failed until the state's keeper says otherwise. A
 * test tone and a replay begin as they are told, and leave the state alone. What is strange is logged; it
 * never keeps the instrument from playing.
 */
RestoredSession recall(Options options);

/**
 * The parameters that `last` ends with, set through `source`: those of the last run, over them what was
 * configured otherwise since, over them what the command line asks for. Without a state, as set_parameters()
 * of the options. Refuses what the command line asks for and cannot be.
 */
ErrorOr<void> set_parameters(const RestoredSession& last, Parameters& parameters, Parameters::Source source);

/** Every parameter that `values` name, set through `source`; the first refusal is the error. */
ErrorOr<void> set_parameters(const InitialValues& values, Parameters& parameters, Parameters::Source source);
/** What was configured, and over it what was asked for. */
ErrorOr<void> set_parameters(const Options& options, Parameters& parameters, Parameters::Source source);

}  // namespace aeolian
