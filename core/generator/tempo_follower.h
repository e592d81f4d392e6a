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
 * Makes the pulse of the output follow the tempo (/tempo/follow): finds the pulse and computes the stretch
 * that brings it to the tempo, or to the nearest octave of it (half, double); by at most most_stretch, and
 * not at all without a clear pulse.
 *
 * Once it knows the beat of the clock (ControlEvent::beat) and the phase of the pulse is clear, it also moves
 * the beats of the pulse to the nearest beats of the clock (in that octave), by playing a little faster or
 * slower than the tempo until they coincide. Between events it counts the clock's beats itself. One thread;
 * nothing allocates after construction.
 */
class TempoFollower {
 public:
  /** The largest stretch, and the inverse of the smallest. */
  static constexpr float most_stretch = 1.2f;

  TempoFollower(const FrontEnd& front_end, int frames_per_step);

  /** Takes the tempo, the beat of the clock, and whether they are followed; ignores every other event. */
  void apply(const ControlEvent& event);

  /** Copies all of these from another one. */
  void take_settings(const TempoFollower& other);

  /** Copies the beat from another one, which kept counting while this one was idle. */
  void take_beat(const TempoFollower& other) { beat_ = other.beat_; }

  /** Takes the next frame's spectral flux (SpectralFlux). */
  void take(float flux);

  /** Advances the glide by a frame; returns the stretch. */
  float next() { return stretch_.next(); }
  /** The target of the glide. */
  float target() const { return stretch_.target(); }

  /**
   * Reports that a frame was played, which advances the clock by a hop: the frame `behind` frames before the
   * last one taken, while /stretch is `by_hand`.
   */
  void played(float behind, float by_hand);

  PulseReport report() const { return {tracker_.bpm(), stretch_.value(), late_s_}; }

  /** Saves or restores its state. */
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
  double tempo_;       ///< beats per minute
  bool follows_ = false;
  int octave_ = 0;                ///< octaves by which the pulse is raised to come near the tempo
  std::optional<double> beat_;    ///< of the clock, at the first sample of the next frame to be played
  std::optional<double> late_s_;  ///< delay of the pulse's beats after the clock's
  Ramp stretch_{1.f};
};

}  // namespace aeolian
