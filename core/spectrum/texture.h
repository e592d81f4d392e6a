#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "core/random.h"
#include "core/spectrum/aligned.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/stft.h"

namespace aeolian {

/**
 * The grain that noise has in a spectrogram: the log magnitudes of the transform of a white Gaussian stream,
 * less their expectation. Frames follow each other a hop apart, so the field is correlated in time and
 * frequency as any noise seen through this window is. Deterministic from the seed; one thread at a time;
 * next() allocates nothing.
 */
class NoiseTexture {
 public:
  NoiseTexture(const FrontEnd& front_end, std::uint64_t seed);

  /** Gives the next frame: `bins` values of mean 0, standard deviation about 0.64 neper, at least -4. */
  void next(std::span<float> log_bins);

  /** Starts the same stream again. */
  void reset();

 private:
  std::uint64_t seed_;
  Random random_;
  Stft stft_;
  std::vector<float> noise_;  // the last window of the stream
  std::vector<std::complex<float>> bins_;
  AlignedVector<float> expectation_;
  AlignedVector<float> texture_;
};

/** Standard deviation in neper of each band's log amplitude for white noise: what a texture level of 1 stands
 * for. */
std::vector<float> band_spread(const FrontEnd& front_end);

}  // namespace aeolian
