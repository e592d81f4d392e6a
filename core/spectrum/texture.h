// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "core/aligned.h"
#include "core/random.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/stft.h"

namespace aeolian {

class StateArchive;

/**
 * The grain of noise in a spectrogram: the log magnitudes of the transform of a white Gaussian stream, minus
 * their expectation. Frames follow each other by a hop, so the field is correlated in time and frequency like
 * any noise seen through this window. Deterministic from the seed; one thread at a time; next() allocates
 * nothing.
 */
class NoiseTexture {
 public:
  NoiseTexture(const FrontEnd& front_end, std::uint64_t seed);

  /** Writes the next frame: `bins` values of mean 0, standard deviation about 0.64 nepers, at least -4. */
  void next(std::span<float> log_bins);

  /** Restarts the same stream. */
  void reset();

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  std::uint64_t seed_;
  Random random_;
  Stft stft_;
  std::vector<float> noise_;  // the last window of the stream
  std::vector<std::complex<float>> bins_;
  AlignedVector<float> expectation_;
  AlignedVector<float> texture_;
};

/** The highest level of texture that a model may use: much beyond white noise it would no longer be noise. */
inline constexpr float highest_texture_level = 1.25f;

/** Statistics of white noise in bands, nepers: the reference for a texture level of 1. */
struct BandNoise {
  std::vector<float> spread;  ///< standard deviation of each band's log amplitude
  std::vector<float> change;  ///< mean absolute change over the lag
  /**
   * How far a band's expected log amplitude lies above that of its bins: 0 for a band of one bin, up to gamma
   * / 2 = 0.29 for the mean power of many (gamma = Euler's constant).
   */
  std::vector<float> offset;
};

/**
 * Measures a few seconds of noise, once per front end and lag (frames, at least 1); the result is always the
 * same. Any thread.
 */
BandNoise band_noise(const FrontEnd& front_end, int lag = 1);

}  // namespace aeolian
