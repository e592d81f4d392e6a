// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

/**
 * The bands of the frames that a model learns: single bins at the bottom, above them bands that widen in
 * proportion to frequency, `front_end.bands` in all up to the last kept bin. A band is a triangle over power
 * that reaches to the centres of its neighbours. Stateless after construction: threads may share it. Nothing
 * allocates.
 */
class Bands {
 public:
  /** For a front end that passes check(). */
  explicit Bands(const FrontEnd& front_end);

  /**
   * Converts `bins` transform values to `bands` log amplitudes: half the log of the mean power, at least
   * log_floor.
   */
  void to_bands(std::span<const std::complex<float>> bins, std::span<float> log_bands) const;

  /** Converts `bands` log amplitudes to `bins` of them; log_silence above the kept band. */
  void to_bins(std::span<const float> log_bands, std::span<float> log_bins) const;

  /**
   * Interpolates one value per band to one per bin, linearly between the centres; above the kept band it is
   * the last band's value.
   */
  void interpolate(std::span<const float> band_values, std::span<float> bin_values) const;

  /** Centre of each band in Hz, ascending from 0. */
  std::vector<float> centres() const;

 private:
  /** The position of a kept bin: between the centres of `band` and the next one, `share` of the way. */
  struct Place {
    int band;
    float share;
  };

  double bin_width_;
  std::vector<double> positions_;  // centres, in bins
  std::vector<Place> places_;      // of the kept bins
  std::vector<float> norms_;       // 1 / (sum of a band's weights)
};

/** Returns the bands of a whole sound, frame_count() x bands, row-major, for training. */
std::vector<float> band_spectrogram(const FrontEnd& front_end, std::span<const float> sound);

}  // namespace aeolian
