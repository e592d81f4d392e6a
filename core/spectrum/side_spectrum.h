// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"
#include "core/spectrum/stereo_bands.h"

namespace aeolian {

class StateArchive;

/** The side of a band, as multiples of the mid's amplitude. */
struct SideBand {
  std::complex<float> alike;  ///< correlated part, a multiple of the mid itself
  float unlike = 0.f;         ///< uncorrelated part, relative to the mid

  /** No side. */
  bool is_silent() const { return alike == std::complex<float>() && unlike == 0.f; }
};

/**
 * Computes the side of a band from its image. An impossible image counts as the nearest possible one; no side
 * is more than twice as loud as the mid.
 */
SideBand side_of(const ImageBand& image);

/**
 * Synthesises the side of a sound (half the difference of left and right) from its mid (half their sum).
 * Phases are found for the mid alone, so a second channel costs one more inverse transform, and the sum of
 * both channels does not depend on the side.
 *
 * The uncorrelated part is the mid with its phase shifted by a quarter of a period, alternately forwards and
 * backwards along frequency, at least once each per band. Over a band it is thus uncorrelated with the mid,
 * while left and right stay equally loud at every frequency, so the timbre does not change as it would with a
 * delay. The alternation moves slowly along frequency; otherwise a steady tone would stay coherent. The image
 * is that of parametric stereo: Breebaart, van de Par, Kohlrausch and Schuijers, "Parametric coding of stereo
 * audio", EURASIP JASP 2005 (9).
 *
 * One thread at a time; nothing allocates after construction.
 */
class SideSpectrum {
 public:
  SideSpectrum(const FrontEnd& front_end, std::span<const float> edges);

  std::size_t bands() const { return bands_.size(); }

  /**
   * Sets the side of each band. `transposition`: frequency ratio by which the band's content has been moved,
   * above 0.
   */
  void set(std::span<const SideBand> sides, float transposition);

  /** Advances to the next frame, which is to be set. */
  void move_on();

  /** Per bin: the side as a multiple of the mid. */
  std::span<const std::complex<float>> factors() const { return factors_; }

  /** Saves or restores its position in time; set() must be called again. */
  void archive(StateArchive& state);

 private:
  void find_turns();
  float turn_of(std::size_t bin) const;
  std::vector<float> power_left();
  std::span<float> part(std::span<float> bins, std::size_t band) const;

  StereoBands bands_;
  std::vector<std::size_t> band_of_bin_;
  std::vector<float> period_;     ///< one forward and one backward shift: 1 = forwards, -1 = backwards
  std::vector<float> place_;      ///< of each bin in the period, in elements
  std::vector<float> amplitude_;  ///< of each bin's shift
  float moved_ = 0.f, move_;      ///< elements: so far, and per frame
  std::vector<std::complex<float>> factors_;
};

/** Multiplies two spectra bin by bin. */
void multiply(std::span<const std::complex<float>> a, std::span<const std::complex<float>> b,
              std::span<std::complex<float>> product);

}  // namespace aeolian
