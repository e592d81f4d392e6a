// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

/**
 * Where a band of a sound of two channels, L and R, is heard: its Stokes parameters, as a fraction of the
 * power |L|^2 + |R|^2. All of them between -1 and 1, and together no longer than 1; their means, weighted by
 * that power, are those of a longer time.
 */
struct ImageBand {
  float balance = 0.f;     ///< |L|^2 - |R|^2: 1 = left alone, 0 = as loud on both sides, -1 = right alone
  float in_phase = 1.f;    ///< 2 Re L R*: 1 = the same on both, 0 = unlike, -1 = opposite
  float quadrature = 0.f;  ///< 2 Im L R*: 1 = left a quarter of a period ahead of right

  bool operator==(const ImageBand&) const = default;
};

/** Numbers in an ImageBand, which lie one after another in memory. */
inline constexpr std::size_t image_values = 3;
static_assert(sizeof(ImageBand) == image_values * sizeof(float));

/** Writes the image that lies `share` (0..1) of the way from `a` to `b`; all have as many bands. */
void mix_images(std::span<const ImageBand> a, std::span<const ImageBand> b, float share,
                std::span<ImageBand> mixed);

/** The maximum number of bands. */
inline constexpr std::size_t most_stereo_bands = 64;

/**
 * The bands in which the place of a sound between left and right is described: each about twice as wide as
 * the ear's own (Glasberg and Moore, "Derivation of auditory filter shapes from notched-noise data", Hearing
 * Research 47, 1990), and not narrower than the main lobe of a window and a half.
 */
class StereoBands {
 public:
  /** Those of a front end, which passes check(): 20, or fewer if it has few bins. */
  explicit StereoBands(const FrontEnd& front_end);

  /**
   * Those between `edges`, Hz, ascending: one more than there are bands, 2 to most_stereo_bands + 1.
   */
  StereoBands(const FrontEnd& front_end, std::span<const float> edges);

  std::size_t size() const { return begins_.size() - 1; }

  /** The edges between them, Hz: one more than there are bands. */
  const std::vector<float>& edges() const { return edges_; }

  /** Of a band: its first bin, and the one after its last. */
  std::size_t begin_of(std::size_t band) const { return begins_[band]; }
  std::size_t end_of(std::size_t band) const { return begins_[band + 1]; }

  /** Writes the image of a frame, given half the sum and half the difference of left and right. */
  void measure(std::span<const std::complex<float>> mid, std::span<const std::complex<float>> side,
               std::span<ImageBand> image) const;

 private:
  void find_begins(const FrontEnd& front_end);

  std::vector<float> edges_;
  std::vector<std::size_t> begins_;  ///< first bin of each band, then the end of the last one
};

}  // namespace aeolian
