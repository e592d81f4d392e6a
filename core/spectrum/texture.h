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

  /** Writes the next frame: `bins` values of mean 0, standard deviation about 0.64 neper, at least -4. */
  void next(std::span<float> log_bins);

  /** Restarts the same stream. */
  void reset();

  /** Keeps or restores its state. */
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

/**
 * The highest level of texture that a model may use: more than that of white noise would not be noise any
 * more.
 */
inline constexpr float highest_texture_level = 1.25f;

/** The statistics of white noise in bands, neper: the reference for a texture level of 1. */
struct BandNoise {
  std::vector<float> spread;  ///< standard deviation of each band's log amplitude
  std::vector<float> change;  ///< mean magnitude of its difference over the lag
  /**
   * How far a band's expected log amplitude lies above that of its bins: 0 if a band is one bin, up to gamma
   * / 2 = 0.29 if it is the mean power of many.
   */
  std::vector<float> offset;
};

/**
 * Measured on a few seconds of noise, once for a front end and a lag (frames, at least 1): always the same.
 * Any thread.
 */
BandNoise band_noise(const FrontEnd& front_end, int lag = 1);

}  // namespace aeolian
