// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/control/parameters.h"
#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian::midi {
class Input;
}  // namespace aeolian::midi

namespace aeolian::daemon {

class Recorder;
class ModelLoader;
class ScheduleRunner;
class FaultSupervisor;
class Streams;

/** The parts that a configuration reload may change during playback. */
struct Reloadable {
  Parameters& parameters;
  Parameters::Source source;  ///< the configuration's control source
  ModelLoader& model_loader;
  Recorder& recorder;
  midi::Input& midi;
  ScheduleRunner& schedule;
  FaultSupervisor& fault_supervisor;
  Streams& streams;
};

/**
 * Checks the MIDI map and the checkpoints named in `now`, which comes from reread(), then applies the changes
 * to `parts` and `options`. Returns a sentence that says what has changed and what needs a restart. On error
 * nothing changes. Called on the control loop's thread.
 */
ErrorOr<std::string> reload(Options& options, Options now, const Reloadable& parts);

}  // namespace aeolian::daemon
