// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/parameters.h"
#include "core/tempo/tempo.h"
#include "daemon/playback/beat_queue.h"

namespace aeolian {

/**
 * Keeps /tempo and the beat equal: what is set by hand goes to the beat, and the tempo of a clock that leads
 * to the parameter, which nobody else can set meanwhile if it is a MIDI clock's. Passes /quantum on as well.
 */
class TempoSync {
 public:
  /** `source` must be its own. All must outlive this. */
  TempoSync(Parameters& parameters, Parameters::Source source, Tempo& tempo, BeatQueue& beats);

  /** Follows the clock that leads, and sends what waits for the beat. Called by the control loop every few
   * milliseconds. */
  void poll();

 private:
  void follow(const MusicalMoment& moment);

  Parameters& parameters_;
  const Parameters::Source source_;
  Tempo& tempo_;
  BeatQueue& beats_;
  TempoLeader leader_ = TempoLeader::none;
  Subscription listening_;
};

}  // namespace aeolian
