// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <span>

#include "core/aligned.h"
#include "core/audio/stereo_frame.h"
#include "core/spectrum/phase.h"
#include "core/spectrum/stft.h"

namespace aeolian {

/**
 * Mixes the tails of several voices as spectra, so that there is one inverse transform per channel and two
 * hops instead of one per voice and hop: overlaps of three quarters are enough for held spectra. While all
 * voices are centred, one channel serves for both. One thread at a time; nothing allocates after
 * construction.
 */
class TailMix {
 public:
  /** For tails of `size` samples. `front_end`: of the spectra; null if there are none. */
  TailMix(int size, const FrontEnd* front_end);

  /** Forgets all voices. */
  void clear();

  /** Adds the first samples of a voice's tail; the rest, beyond `size`, is left out. */
  void add(std::span<const float> samples, StereoFrame gain);

  /**
   * Adds the last frame of `phases`, held and decaying, from hop number `hop` on, the same for all voices.
   * `side`: factor per bin; that multiple of the bin is added on the left and subtracted on the right; empty
   * = none.
   */
  void add_held(const PhaseReconstruction& phases, float decay, int hop, StereoFrame gain,
                std::span<const std::complex<float>> side = {});

  /** Adds a voice sample by sample, from the first one on: `next()` is called for each. */
  template <typename Next>
  void add_each(StereoFrame gain, Next next) {
    const std::size_t channels = channels_for(gain);
    for (std::size_t i = 0; i < size_; ++i) {
      const float sample = next();
      channels_[0].samples[i] += gain.left * sample;
      if (channels == 2) channels_[1].samples[i] += gain.right * sample;
    }
  }

  /** Writes the mix, `size` frames. Call it once after clear(). */
  void render(std::span<StereoFrame> frames);

 private:
  struct Channel {
    AlignedVector<float> samples;
    AlignedVector<std::complex<float>> spectra;  ///< of every second hop, from first_hop_ on
  };

  /** The work space of spectra. */
  struct Spectral {
    explicit Spectral(const FrontEnd& front_end);
    std::size_t hop, bins;
    HeldSpectrum held;
    Stft stft;
    AlignedVector<float> window;
    AlignedVector<std::complex<float>> side;
  };

  std::size_t channels_for(StereoFrame gain);
  void add_bins(std::size_t at, std::span<const std::complex<float>> bins, StereoFrame gain);
  void resynthesise(Channel& channel);

  std::size_t size_;
  std::optional<Spectral> spectral_;
  std::array<Channel, 2> channels_;  ///< left and right; the first serves for both while is_centred_
  std::size_t first_hop_ = 0;
  bool is_centred_ = true;
};

}  // namespace aeolian
