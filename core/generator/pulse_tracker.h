// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/state_archive.h"

namespace aeolian {

/**
 * Finds the pulse of a sound from its spectral flux (SpectralFlux), and tracks it.
 *
 * It is a peak of the autocorrelation of about the last 12 s (with exponential forgetting) at lags of 0.2 to
 * 1.7 s. A pulse is clear if the autocorrelation is high at two of three lags an octave apart: this
 * distinguishes it from single notes that happen to be as far apart. A pulse is accepted once it has been the
 * clearest for some seconds, and clearer than the present one; it is dropped once it has been unclear for
 * some seconds.
 *
 * The position of the beats comes from circular means of the flux, weighted by its rise above the average
 * (Mardia and Jupp, "Directional statistics", 2000). Means over a quarter, a half and a whole beat of the
 * last two seconds place a grid, the finest that is clear: it adapts quickly when the sound shifts a little
 * in time. Means over a longer time show which grid lines are beats. If the lines between them are as strong,
 * that remains undecided.
 *
 * A pure function of the flux. One thread; nothing allocates after construction.
 */
class PulseTracker {
 public:
  /**
   * Beats per minute: the octave in which a pulse is reported; slower ones are detected by their
   * subdivisions.
   */
  static constexpr double slowest_bpm = 70., fastest_bpm = 140.;

  /**
   * `frame_rate` in Hz. The autocorrelation uses means over whole steps of `frames_per_step`; otherwise a
   * pattern that a model repeats within each step would be taken for a pulse.
   */
  PulseTracker(double frame_rate, int frames_per_step);

  /** Takes the next frame's flux, nepers. */
  void take(float flux);

  /** Beats per minute, about slowest_bpm to fastest_bpm; 0 = no clear pulse. */
  double bpm() const { return kept_ > 0. ? bpm_of(kept_) : 0.; }

  /** Position of the last frame in its beat. */
  struct Phase {
    double beats = 0.;  ///< since the last beat, 0 to below `unit`
    double unit = 1.;   ///< 1, or 1/2 or 1/4 if these cannot be told from beats
  };

  /** The phase; nothing while it is unclear. */
  std::optional<Phase> phase() const;

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  /** The lag of two beats, in values, and how clear it is, 0..1. */
  struct Pulse {
    double lag = 0.;
    float clarity = 0.f;
  };

  /** Circular mean of onsets within a part of a beat. */
  struct CircularMean {
    std::complex<double> sum;
    double strength = 0.;  ///< the sum of the onsets' lengths
    bool is_clear = false;

    void add(const std::complex<double>& onset, double kept);
    void look(double clear, double unclear);
    double turns() const;  ///< the mean, as a fraction of that part
    void archive(StateArchive& state);
  };

  double bpm_of(double lag) const { return 120. * rate_ / lag; }
  void add(float value);
  void follow_onsets(float rise);
  void align_grid();
  void look();
  void look_for_beats();
  double unit() const;
  void restart_phase();
  float autocorrelation(double lag) const;
  float clarity(std::size_t lag) const;
  Pulse clearest(std::size_t first, std::size_t last) const;
  Pulse follow_kept();
  void consider(const Pulse& clearest, const Pulse& kept);

  std::size_t frames_per_value_;
  double rate_;  ///< of values, Hz
  /** The share of a sum that is kept from one value to the next. */
  float products_kept_;
  double onsets_kept_, accents_kept_;
  std::size_t first_, last_;  ///< lags of two beats at the fastest and slowest pulse
  std::vector<float> past_;   ///< the last values, stored twice, so that every window of them is contiguous
  std::vector<float> products_;  ///< at each lag: products of values that far apart
  std::vector<float> flux_;      ///< of the last frames, a ring
  std::size_t next_flux_ = 0;
  float mean_ = 0.f;
  std::size_t frames_ = 0;          ///< since the last value
  std::size_t at_ = 0;              ///< in past_, of the newest value
  std::size_t until_heard_;         ///< values that are still to be ignored
  std::size_t averaged_ = 0;        ///< values in mean_
  std::size_t until_look_;          ///< values
  double kept_ = 0.;                ///< lag of two beats of the pulse; 0 = none
  double candidate_ = 0.;           ///< the same of one that may replace it
  int confirmed_ = 0, missed_ = 0;  ///< looks: candidate clearest, kept one unclear

  /** Grid lines per beat, the finest first. */
  static constexpr std::array<std::size_t, 3> divisions{4, 2, 1};

  double grid_ = 0.;                     ///< present position, beats; onsets are at multiples of a grid part
  std::size_t parts_ = 0;                ///< grid lines per beat; 0 = no grid
  double beat_line_ = 0.;                ///< the line of the grid that is a beat
  std::array<CircularMean, 3> onsets_;   ///< of the last two seconds, one per division
  std::array<CircularMean, 2> accents_;  ///< over a longer time, in half beats and in beats
  std::size_t onsets_heard_ = 0;         ///< values in them, up to the number needed
};

}  // namespace aeolian
