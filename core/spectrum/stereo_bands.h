// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

/**
 * The stereo image of a band with channels L and R: its Stokes parameters, as fractions of the power |L|^2 +
 * |R|^2. Each is in -1..1, and their vector is no longer than 1. Averages weighted by that power give the
 * image over a longer time.
 */
struct ImageBand {
  float balance = 0.f;     ///< |L|^2 - |R|^2: 1 = left only, 0 = equally loud, -1 = right only
  float in_phase = 1.f;    ///< 2 Re L R*: 1 = identical, 0 = uncorrelated, -1 = opposite
  float quadrature = 0.f;  ///< 2 Im L R*: 1 = left a quarter of a period ahead of right

  bool operator==(const ImageBand&) const = default;
};

/** Numbers in an ImageBand, which lie one after another in memory. */
inline constexpr std::size_t image_values = 3;
static_assert(sizeof(ImageBand) == image_values * sizeof(float));

/** Writes the image `share` (0..1) of the way from `a` to `b`; all have the same number of bands. */
void mix_images(std::span<const ImageBand> a, std::span<const ImageBand> b, float share,
                std::span<ImageBand> mixed);

/** The maximum number of bands. */
inline constexpr std::size_t most_stereo_bands = 64;

/**
 * The bands in which the stereo image is described: each about twice as wide as an auditory filter (Glasberg
 * and Moore, "Derivation of auditory filter shapes from notched-noise data", Hearing Research 47, 1990), and
 * no narrower than one and a half main lobes of the window.
 */
class StereoBands {
 public:
  /** Default bands for a front end that passes check(): 20, or fewer if it has few bins. */
  explicit StereoBands(const FrontEnd& front_end);

  /**
   * Bands between `edges` (Hz, ascending): 2 to most_stereo_bands + 1 values, one more than there are bands.
   */
  StereoBands(const FrontEnd& front_end, std::span<const float> edges);

  std::size_t size() const { return begins_.size() - 1; }

  /** The edges between them, Hz: one more than there are bands. */
  const std::vector<float>& edges() const { return edges_; }

  /** First bin of a band, and (end_of) the one after its last. */
  std::size_t begin_of(std::size_t band) const { return begins_[band]; }
  std::size_t end_of(std::size_t band) const { return begins_[band + 1]; }

  /** Measures the image of a frame, given half the sum and half the difference of left and right. */
  void measure(std::span<const std::complex<float>> mid, std::span<const std::complex<float>> side,
               std::span<ImageBand> image) const;

 private:
  void find_begins(const FrontEnd& front_end);

  std::vector<float> edges_;
  std::vector<std::size_t> begins_;  ///< first bin of each band, then the end of the last one
};

}  // namespace aeolian
