// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/control/parameters.h"
#include "core/tempo/tempo.h"

namespace aeolian::daemon {

/** Whether any voice follows the tempo (/tempo/follow). */
bool follows_tempo(const Parameters& parameters);

/**
 * Tells the generator the beat of the clock (ControlEvent::beat) while any voice follows the tempo. The
 * generator counts on from there, so it is told again only when its count is no longer right: after a jump,
 * after a change of tempo or of the playing source, when voices that rested (and so did not count) play
 * again, or once it has drifted. While the song stands still, the generator keeps counting. One thread.
 */
class ClockBeat {
 public:
  /** The generator's steps, and when they are heard. */
  struct Steps {
    std::function<std::uint64_t()> made;                               ///< Player::steps
    std::function<std::optional<BeatTime>(std::uint64_t)> time_heard;  ///< Player::time_heard
    std::function<std::optional<std::uint64_t>()> entered;             ///< SourceCrossfader::entered
    double step_s;                                                     ///< Player::step_s
    std::function<BeatTime()> now = BeatTime::clock::now;
  };

  /** `sink` must not be used by anything else. All must outlive this. */
  ClockBeat(const Tempo& tempo, const Parameters& parameters, Steps steps, Parameters::Sink sink);

  /** Called every few milliseconds. */
  void poll();

 private:
  /** A beat, the step whose changes are first heard at it, the tempo, and the number of voices that count. */
  struct Told {
    std::uint64_t step = 0;
    double beat = 0.;
    double tempo = 0., voices = 0.;
  };

  bool is_right(const Told& present) const;

  const Tempo& tempo_;
  const Parameters& parameters_;
  const Steps steps_;
  const Parameters::Sink sink_;
  std::optional<Told> told_;
  std::optional<std::uint64_t> entered_;
};

}  // namespace aeolian::daemon
