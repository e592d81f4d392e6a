// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/control/parameters.h"
#include "core/tempo/tempo.h"

namespace aeolian::daemon {

/**
 * Holds back changes until the beat, on their way to the generator: those that a performer makes while there
 * is a /quantum. The beat is the next multiple of the quantum, counted from the beginning of the song, at
 * which a change can still be heard. Shortly before the generator gets there, the changes leave with the step
 * that is heard nearest to the beat; sooner if the beats go back or stand still meanwhile. The newest change
 * of a parameter replaces an older one that is waiting, even if it does not wait itself.
 *
 * Sinks are called as Parameters::Sink says; poll() belongs to the control loop, everything else to any
 * thread.
 */
class BeatQueue {
 public:
  /** The generator's steps, by the time at which they are heard. */
  struct Steps {
    std::function<std::uint64_t(BeatTime)> heard_at;       ///< Player::step_heard_at
    std::function<std::optional<BeatTime>()> next_change;  ///< Player::next_change
    std::function<BeatTime()> now = BeatTime::clock::now;
  };

  /**
   * `sink` receives the changes that have waited, and must not be used by anything else. All must outlive
   * this.
   */
  BeatQueue(const Tempo& tempo, Steps steps, Parameters::Sink sink);

  /** Returns the sink of a source whose changes wait; `sink` receives those that need not. */
  Parameters::Sink waiting(Parameters::Sink sink);
  /** Returns the sink of a source whose changes never wait. */
  Parameters::Sink at_once(Parameters::Sink sink);

  /** Returns the step at which something that waits is due, or 0 = at once; nothing = not yet. */
  using Turn = std::function<std::optional<std::uint64_t>()>;

  /**
   * Returns the turn of an action, other than a control event, that a performer requests now and that waits
   * as a change does. Ask it every few milliseconds, until its turn comes shortly before the beat. Any
   * thread.
   */
  Turn next_turn();

  /** Sets the quantum of changes from now on, in beats; 0 = they do not wait. */
  void set_quantum(double beats);

  /** Sends changes that are due. Called every few milliseconds. */
  void poll();

  /** Returns the number of changes that are waiting. */
  std::size_t size() const;

 private:
  /** The beat that something waits for. */
  struct Appointment {
    double quantum = 0.;
    double beat = 0.;
  };

  struct Waiting {
    ControlEvent event;
    Appointment appointment;
  };

  /** The beats, and when a change can be heard next. */
  struct Prospect {
    BeatLine line;
    BeatTime next_change;

    /** Returns the next multiple at which a change can be heard. */
    double next_beat(double quantum) const;
  };

  bool take(const ControlEvent& event, bool waits, const Parameters::Sink& sink);
  std::optional<Prospect> prospect() const;
  std::optional<Appointment> appointment();
  std::optional<std::uint64_t> step_of_turn(std::optional<Appointment>& beat) const;
  std::optional<std::uint64_t> step_if_due(Appointment& appointment, const std::optional<Prospect>& prospect,
                                           std::chrono::milliseconds head_start) const;
  void send_due();

  const Tempo& tempo_;
  const Steps steps_;
  const Parameters::Sink sink_;
  mutable std::mutex mutex_;
  double quantum_ = 0.;
  std::vector<Waiting> waiting_;    ///< in the order of the requests
  std::optional<BeatTime> moment_;  ///< when the first change waiting for moment_beat_ was requested
  double moment_beat_ = 0.;
};

}  // namespace aeolian::daemon
