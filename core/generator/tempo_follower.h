// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/control/pulse_report.h"
#include "core/generator/pulse_tracker.h"

namespace aeolian {

class StateArchive;

/**
 * Makes the pulse of what is played follow the tempo (/tempo/follow): finds the pulse, and tells how far to
 * stretch the frames so that it becomes the tempo, or whichever octave of the tempo (halved, doubled) is
 * nearest; by at most most_stretch, and not at all without a clear pulse. One thread; nothing allocates after
 * construction.
 */
class TempoFollower {
 public:
  /** The largest stretch, and the inverse of the smallest. */
  static constexpr float most_stretch = 1.2f;

  /** `frame_rate` in Hz. */
  TempoFollower(double frame_rate, int frames_per_step);

  /** Takes the tempo, and whether it is followed; every other event is ignored. */
  void apply(const ControlEvent& event);

  /** The next frame's spectral flux (SpectralFlux). */
  void take(float flux);

  /** The stretch at the next frame, to which it glides. */
  float next() { return stretch_.next(); }
  /** The stretch to which it glides. */
  float target() const { return stretch_.target(); }

  PulseReport report() const { return {tracker_.bpm(), stretch_.value()}; }

  /** Keeps or restores its state. */
  void archive(StateArchive& state);

 private:
  float wanted();
  void aim();

  PulseTracker tracker_;
  std::size_t glide_;  ///< frames
  double tempo_;       ///< beats a minute
  bool follows_ = false;
  int octave_ = 0;  ///< by which the pulse is raised to come near the tempo
  Ramp stretch_{1.f};
};

}  // namespace aeolian
