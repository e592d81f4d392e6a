// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/control/parameters.h"
#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian {

class MidiInput;
class Recorder;
class ModelLoader;
class ScheduleRunner;
class FaultSupervisor;

/** What a reload of the configuration may change while it plays. */
struct Reloadable {
  Parameters& parameters;
  Parameters::Source source;  ///< of the configuration
  ModelLoader& model_loader;
  Recorder& recorder;
  MidiInput& midi;
  ScheduleRunner& schedule;
  FaultSupervisor& fault_supervisor;
};

/**
 * Checks the MIDI map and the checkpoint that `now` names, as reread() gave it; then brings `parts` and
 * `options` to what has changed in it. Gives a sentence on what was changed, and what waits for the next
 * start. An error changes nothing. The control loop's thread.
 */
ErrorOr<std::string> reload(Options& options, Options now, const Reloadable& parts);

}  // namespace aeolian
