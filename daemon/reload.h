#pragma once

#include <string>

#include "core/control/parameters.h"
#include "core/error.h"
#include "daemon/options.h"

namespace aeolian {

class MidiInput;
class Recorder;
class Repertoire;
class ScheduleHand;
class Sentry;

/** What a reload of the configuration may change while it plays. */
struct Reloadable {
  Parameters& parameters;
  Parameters::Source source;  ///< of the configuration
  Repertoire& repertoire;
  Recorder& recorder;
  MidiInput& midi;
  ScheduleHand& schedule;
  Sentry& sentry;
};

/**
 * Checks the MIDI map and the checkpoint that `now` names, as reread() gave it; then brings `parts` and
 * `options` to what has changed in it. Gives a sentence on what was changed, and what waits for the next
 * start. An error changes nothing. The control loop's thread.
 */
ErrorOr<std::string> reload(Options& options, Options now, const Reloadable& parts);

}  // namespace aeolian
