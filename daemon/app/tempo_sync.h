// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/control/parameters.h"
#include "core/tempo/tempo.h"
#include "daemon/playback/beat_queue.h"
#include "protocols/link/link_session.h"

namespace aeolian {

/**
 * Keeps /tempo and the beat equal: what is set by hand goes to the beat, and the tempo of a clock that leads
 * to the parameter, which nobody else can set meanwhile if it is a MIDI clock's. What is set by hand in a
 * Link session goes to everyone there. Passes /quantum on as well.
 */
class TempoSync {
 public:
  /** `source` must be its own; `link`: null = there is none. All others must outlive this. */
  TempoSync(Parameters& parameters, Parameters::Source source, Tempo& tempo, BeatQueue& beats,
            std::unique_ptr<LinkSession> link = nullptr);

  /** Follows the clock that leads, and sends what waits for the beat. Called by the control loop every few
   * milliseconds. */
  void poll();

 private:
  void take(ParameterId id);
  void follow(const MusicalMoment& moment);

  Parameters& parameters_;
  const Parameters::Source source_;
  Tempo& tempo_;
  BeatQueue& beats_;
  const std::unique_ptr<LinkSession> link_;
  TempoLeader leader_ = TempoLeader::none;
  Subscription listening_;
};

}  // namespace aeolian
