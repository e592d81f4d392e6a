// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/control/parameters.h"
#include "core/stream/shared_stream.h"
#include "core/tempo/tempo.h"
#include "daemon/playback/beat_queue.h"
#include "protocols/link/link_session.h"

namespace aeolian::daemon {

/**
 * Keeps /tempo and the beat equal: what is set by hand goes to the beat, and the tempo of a clock that leads
 * to the parameter, which nobody else can set meanwhile if it is a MIDI clock's or JACK's. What is set by
 * hand in a Link session goes to everyone there. Passes /quantum on as well.
 */
class TempoSync {
 public:
  /** The clock from outside that may lead, beside MIDI; each may be null. */
  struct Clocks {
    std::unique_ptr<link::Session> link;
    const SharedStream* jack;  ///< knows the transport; must outlive the TempoSync
  };

  /** `source` must be its own; all others must outlive this. */
  TempoSync(Parameters& parameters, Parameters::Source source, Tempo& tempo, BeatQueue& beats, Clocks clocks);

  /** Follows the clock that leads, and sends what waits for the beat. Called by the control loop every few
   * milliseconds. */
  void poll();

 private:
  void take(ParameterId id);
  void follow_clocks();
  void follow(const MusicalMoment& moment);

  Parameters& parameters_;
  const Parameters::Source source_;
  Tempo& tempo_;
  BeatQueue& beats_;
  const Clocks clocks_;
  TempoLeader leader_ = TempoLeader::none;
  Subscription listening_;
};

}  // namespace aeolian::daemon
