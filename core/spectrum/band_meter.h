// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/stft.h"

namespace aeolian {

/**
 * Levels of 64 bands for a display, from the newest samples of a sound. The bands are equally wide in
 * octaves, from 40 Hz to 16 kHz or half the sample rate. One thread at a time; after construction nothing
 * allocates.
 */
class BandMeter {
 public:
  static constexpr std::size_t band_count = 64;
  static constexpr std::size_t window = 2048;   ///< samples
  static constexpr float lowest_db = -100.f;    ///< also the reading for silence
  using Bands = std::array<float, band_count>;  ///< dB; a full-scale sine reads 0 in its band

  /** For samples at `sample_rate` Hz. */
  explicit BandMeter(int sample_rate);

  /** Returns the levels of `samples` (`window` values). */
  Bands read(std::span<const float> samples);

 private:
  Stft transform_;
  std::array<double, band_count + 1> edges_{};  ///< of the bands, in bins
  std::vector<std::complex<float>> bins_;
};

}  // namespace aeolian
