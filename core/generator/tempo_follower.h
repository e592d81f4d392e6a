// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/control/pulse_report.h"
#include "core/generator/pulse_tracker.h"
#include "core/spectrum/front_end.h"

namespace aeolian {

class StateArchive;

/**
 * Makes the pulse of what is played follow the tempo (/tempo/follow): finds the pulse, and tells how far to
 * stretch the frames so that it becomes the tempo, or whichever octave of the tempo (halved, doubled) is
 * nearest; by at most most_stretch, and not at all without a clear pulse.
 *
 * Once it was told the beat of the clock (ControlEvent::beat), and the phase of the pulse is clear, it also
 * moves the beats of the pulse to the nearest of the clock's, or of that octave of them: by playing a little
 * faster or slower than the tempo until they are heard together. It counts on from the last beat that it was
 * told. One thread; nothing allocates after construction.
 */
class TempoFollower {
 public:
  /** The largest stretch, and the inverse of the smallest. */
  static constexpr float most_stretch = 1.2f;

  TempoFollower(const FrontEnd& front_end, int frames_per_step);

  /** Takes the tempo, the beat of the clock, and whether they are followed; every other event is ignored. */
  void apply(const ControlEvent& event);

  /** Takes all of these from another one. */
  void take_settings(const TempoFollower& other);

  /** Takes the beat from another one, which has counted on while this one did not play. */
  void take_beat(const TempoFollower& other) { beat_ = other.beat_; }

  /** The next frame's spectral flux (SpectralFlux). */
  void take(float flux);

  /** The stretch at the next frame, to which it glides. */
  float next() { return stretch_.next(); }
  /** The stretch to which it glides. */
  float target() const { return stretch_.target(); }

  /**
   * A frame was played, while the clock goes on by a hop: one `behind` frames before the last that was taken,
   * with frames stretched by hand as far as `by_hand`.
   */
  void played(float behind, float by_hand);

  PulseReport report() const { return {tracker_.bpm(), stretch_.value(), late_s_}; }

  /** Keeps or restores its state. */
  void archive(StateArchive& state);

 private:
  double octaves_above() const;
  bool reaches_tempo() const;
  std::optional<double> lateness(float behind, float by_hand) const;
  float wanted();
  void aim();

  PulseTracker tracker_;
  double frame_rate_;
  double onset_s_;     ///< SpectralFlux::onset_s
  std::size_t glide_;  ///< frames
  double tempo_;       ///< beats a minute
  bool follows_ = false;
  int octave_ = 0;                ///< by which the pulse is raised to come near the tempo
  std::optional<double> beat_;    ///< of the clock, at the first sample of the frame that is played next
  std::optional<double> late_s_;  ///< by how much the beats of the pulse are heard after the clock's
  Ramp stretch_{1.f};
};

}  // namespace aeolian
