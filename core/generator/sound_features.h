// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/control/heard_report.h"
#include "core/generator/spectral_flux.h"
#include "core/spectrum/front_end.h"

namespace aeolian {

/**
 * Describes a sound from its analysis, frame by frame. Onsets: peaks of the spectral flux (SpectralFlux) that
 * stand out from the last second. Pitch: the fundamental at whose harmonics the square roots of the
 * magnitudes are largest, compared with the values half-way between them (after SWIPE'; Camacho and Harris,
 * JASA 124, 2008). Pulse: the peak of the autocorrelation of the flux over the last six seconds.
 *
 * One thread at a time; nothing allocates after construction.
 */
class SoundFeatures {
 public:
  SoundFeatures(const FrontEnd& front_end, int frames_per_step);

  /** Takes the next frame: its spectrum, and the log amplitudes of its bands. */
  void take(std::span<const std::complex<float>> bins, std::span<const float> bands);

  /** Ends a step of frames with root mean square `rms`; `sounds`: whether it can contain an onset. */
  void end_step(float rms, bool sounds);

  const SoundDescription& description() const { return description_; }

 private:
  static constexpr int candidates = 241;  ///< pitches, 48 per octave

  bool begins(float flux);
  void find_pitch();
  float strength(double hz) const;
  void find_pulse();

  FrontEnd front_end_;
  int frames_per_step_;
  SpectralFlux spectral_flux_;
  std::vector<float> flux_;  ///< of the last second's frames, a ring
  std::size_t next_flux_ = 0;
  int since_onset_ = 0;  ///< frames
  int onsets_in_step_ = 0, frames_in_step_ = 0;
  float strongest_flux_ = 0.f;  ///< of the present step

  std::vector<float> pulse_flux_;                 ///< of the last seconds' steps, a ring
  std::vector<float> centred_, autocorrelation_;  ///< pulse_flux_ without its mean; at each lag
  std::vector<unsigned char> onsets_;             ///< of the last four seconds' steps, a ring
  std::size_t step_ = 0;

  std::vector<float> roots_;  ///< of the magnitudes of the last frame
  std::array<float, candidates> strengths_{};
  SoundDescription description_;
};

}  // namespace aeolian
