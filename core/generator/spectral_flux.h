// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"
#include "core/state_archive.h"

namespace aeolian {

/**
 * Spectral flux, the strength of onsets: the mean rise of the bands' log amplitudes over 20 ms (Dixon, "Onset
 * detection revisited", DAFx 2006). Bands 70 dB below full scale count as silent. One thread; nothing
 * allocates after construction.
 */
class SpectralFlux {
 public:
  explicit SpectralFlux(const FrontEnd& front_end);

  /**
   * Time in seconds from the first sample of a frame whose flux an onset raises, averaged over these frames,
   * to the onset; measured with bursts of noise.
   */
  static double onset_s(const FrontEnd& front_end);

  /** Takes the next frame's log amplitudes (front_end.bands values); returns its flux in nepers. */
  float take(std::span<const float> bands);

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  std::vector<std::vector<float>> past_;  ///< the frames of the last 20 ms, a ring
  std::size_t next_ = 0;
};

}  // namespace aeolian
