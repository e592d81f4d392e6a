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
  std::complex<float> alike;  ///< of the mid itself
  float unlike = 0.f;         ///< of what is as loud, and unlike it

  /** No side. */
  bool is_silent() const { return alike == std::complex<float>() && unlike == 0.f; }
};

/**
 * The side of which a band of this image has the mid. An image beyond what is possible counts as the nearest
 * one that is; no side is more than twice as loud as the mid.
 */
SideBand side_of(const ImageBand& image);

/**
 * Makes the side of a sound, half the difference of left and right, from its mid, half their sum, which alone
 * has phases that were found: so two channels take one more inverse transform, and their sum is the same
 * whatever the side.
 *
 * The part of the side that is unlike the mid is the mid turned by a quarter of a period, forwards and
 * backwards by turns along frequency, at least once each in a band. So the bins of a band are together
 * uncorrelated with the mid, while left and right stay equally loud at every frequency: no timbre changes, as
 * it would with a delay. The turns move slowly along frequency, as a tone would otherwise be coherent with
 * itself. The image is that of parametric stereo: Breebaart, van de Par, Kohlrausch and Schuijers,
 * "Parametric coding of stereo audio", EURASIP JASP 2005 (9).
 *
 * One thread at a time; nothing allocates after construction.
 */
class SideSpectrum {
 public:
  SideSpectrum(const FrontEnd& front_end, std::span<const float> edges);

  std::size_t bands() const { return bands_.size(); }

  /**
   * Sets the side of each band. `transposition`: factor of frequency by which what was in a band has been
   * moved, above 0.
   */
  void set(std::span<const SideBand> sides, float transposition);

  /** Goes on to the next frame, to be set. */
  void move_on();

  /** Per bin: the side as a multiple of the mid. */
  std::span<const std::complex<float>> factors() const { return factors_; }

  /** Keeps or restores its place in time; it is to be set again. */
  void archive(StateArchive& state);

 private:
  void find_turns();
  float turn_of(std::size_t bin) const;
  std::vector<float> power_left();
  std::span<float> part(std::span<float> bins, std::size_t band) const;

  StereoBands bands_;
  std::vector<std::size_t> band_of_bin_;
  std::vector<float> period_;     ///< a turn forwards and one backwards: 1 = forwards, -1 = backwards
  std::vector<float> place_;      ///< of each bin in the period, in its elements
  std::vector<float> amplitude_;  ///< of each bin's turn
  float moved_ = 0.f, move_;      ///< elements, by now and a frame
  std::vector<std::complex<float>> factors_;
};

/** Multiplies two spectra bin by bin. */
void multiply(std::span<const std::complex<float>> a, std::span<const std::complex<float>> b,
              std::span<std::complex<float>> product);

}  // namespace aeolian
