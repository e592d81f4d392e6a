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
 * The tails of several voices, mixed as spectra, so that each channel takes one inverse transform a hop and
 * not each voice; as long as all voices are in the middle, one channel is both. One thread at a time; nothing
 * allocates after construction.
 */
class TailMix {
 public:
  /** For tails of `size` samples. `front_end`: of the spectra, null if there are none. */
  TailMix(int size, const FrontEnd* front_end);

  /** Forgets all voices. */
  void clear();

  /** Adds the first samples of a voice's tail; what is beyond the end is left out. */
  void add(std::span<const float> samples, StereoFrame gain);

  /**
   * Adds, from hop number `hop` on, the last frame of `phases`, as it is held while it decays. `side`: the
   * multiple of each bin that is added to it on the left and taken from it on the right; empty = none.
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

  /** Writes the mix, `size` frames. To be called once after clear(). */
  void render(std::span<StereoFrame> frames);

 private:
  struct Channel {
    AlignedVector<float> samples;
    AlignedVector<std::complex<float>> spectra;  ///< hops x bins
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
  std::array<Channel, 2> channels_;  ///< left and right; the first is both until channels_for() finds a side
  bool is_centred_ = true;
};

}  // namespace aeolian
