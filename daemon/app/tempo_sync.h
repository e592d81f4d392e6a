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
 * Keeps /tempo and the beat in agreement. A tempo set by hand goes to the beat; the tempo of an external
 * clock in the lead goes to the parameter, which nobody else can set while that clock is MIDI or JACK. In a
 * Link session, a tempo set by hand goes to all peers. Also passes on /quantum.
 */
class TempoSync {
 public:
  /** External clocks that may lead, besides MIDI; each may be null. */
  struct Clocks {
    std::unique_ptr<link::Session> link;
    const SharedStream* jack;  ///< carries JACK's transport; must outlive the TempoSync
  };

  /** `source` must not be used by anything else; all others must outlive this. */
  TempoSync(Parameters& parameters, Parameters::Source source, Tempo& tempo, BeatQueue& beats, Clocks clocks);

  /**
   * Follows the leading clock, and sends changes that are due on the beat. Called by the control loop every
   * few milliseconds.
   */
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
