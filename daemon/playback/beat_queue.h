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
 * Where changes wait for the beat, on their way to the generator: those that a performer asked for while
 * there is a /quantum. The beat is the next multiple of the quantum, counted from the beginning of the song,
 * at which a change can still be heard. Shortly before the generator comes there, they leave with the step
 * that is heard nearest to the beat; if the beats go back or stand still meanwhile, sooner. The newest change
 * of a parameter replaces an older one that waits, also if it does not wait itself.
 *
 * Sinks are called as Parameters::Sink says; poll() belongs to the control loop, everything else to any
 * thread.
 */
class BeatQueue {
 public:
  /** The steps of the generator, by the time at which they are heard. */
  struct Steps {
    std::function<std::uint64_t(BeatTime)> heard_at;       ///< Player::step_heard_at
    std::function<std::optional<BeatTime>()> next_change;  ///< Player::next_change
    std::function<BeatTime()> now = BeatTime::clock::now;
  };

  /** `sink` takes what has waited, and must be its own. All must outlive this. */
  BeatQueue(const Tempo& tempo, Steps steps, Parameters::Sink sink);

  /** The sink of a source whose changes wait; `sink` takes those that do not. */
  Parameters::Sink waiting(Parameters::Sink sink);
  /** The sink of a source whose changes never wait. */
  Parameters::Sink at_once(Parameters::Sink sink);

  /** Whether it is the turn of something that waits: its step, or 0 = at once; nothing = not yet. */
  using Turn = std::function<std::optional<std::uint64_t>()>;

  /**
   * The turn of something else than a control event that a performer asks for now, which waits as a change
   * does. To be asked every few milliseconds, until it comes shortly before the beat. Any thread.
   */
  Turn next_turn();

  /** Of changes from now on, beats; 0 = they do not wait. */
  void set_quantum(double beats);

  /** Sends what is due. Called every few milliseconds. */
  void poll();

  /** Number of changes that wait. */
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

    /** The next multiple at which a change can be heard. */
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
  std::vector<Waiting> waiting_;    ///< in the order in which they were asked for
  std::optional<BeatTime> moment_;  ///< when the first change was asked for that waits for moment_beat_
  double moment_beat_ = 0.;
};

}  // namespace aeolian::daemon
