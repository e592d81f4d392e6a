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
 * Reads the configuration file of `options` again, and checks it whole, with the MIDI map and the checkpoint
 * that it names; then brings `parts` and `options` to what has changed in it. Gives a sentence on what was
 * changed, and what waits for the next start. An error changes nothing. The control loop's thread.
 */
ErrorOr<std::string> reload(Options& options, const Reloadable& parts);

/** The message without the folders of the paths in it: what goes to the network tells no path of this machine.
 */
std::string without_folders(const std::string& message);

}  // namespace aeolian
