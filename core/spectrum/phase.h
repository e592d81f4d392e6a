// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "core/aligned.h"
#include "core/random.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/phase_paths.h"

namespace aeolian {

class StateArchive;

/**
 * A spectrum that continues after its last frame: each bin keeps rotating at its own frequency and decays.
 * Owned by the code that renders a tail, filled by PhaseReconstruction::hold(). One thread at a time; next()
 * allocates nothing.
 */
class HeldSpectrum {
 public:
  explicit HeldSpectrum(const FrontEnd& front_end);

  /** The next frame, `bins` values as Stft::inverse() takes them; valid until the next call. */
  std::span<const std::complex<float>> next();

 private:
  friend class PhaseReconstruction;
  AlignedVector<std::complex<float>> bins_;
  AlignedVector<std::complex<float>> turn_;  // factor of each bin from frame to frame
  AlignedVector<float> cosine_;
  AlignedVector<float> sine_;
};

/**
 * The look-ahead of phases that suits a front end, frames: 1, or 0 with windows below 16 ms, which are meant
 * for low latency (measured: README.md of this folder).
 */
constexpr int suited_look_ahead(const FrontEnd& front_end) {
  return 1000. * front_end.window < 16. * front_end.sample_rate ? 0 : 1;
}

/**
 * Reconstructs phases for a stream of magnitudes: real-time phase gradient heap integration. The phase's
 * derivatives follow from the magnitudes (exactly for a Gaussian window, approximately for Hann); they are
 * integrated from the loudest bins outwards, from the last frame and along frequency. Bins 120 dB below the
 * loudest get random phases.
 *
 * Prusa and Sondergaard, "Real-time spectrogram inversion using phase gradient heap integration", DAFx 2016;
 * Prusa, Balazs and Sondergaard, "A noniterative method for reconstruction of phase from STFT magnitude",
 * IEEE/ACM TASLP 25 (5), 2017.
 *
 * Deterministic from the seed. One thread at a time. After construction nothing allocates or locks.
 */
class PhaseReconstruction {
 public:
  /** `look_ahead` 1 waits for the following frame; 0 outputs each frame at once (suited_look_ahead()). */
  PhaseReconstruction(const FrontEnd& front_end, int look_ahead, std::uint64_t seed);

  /**
   * Takes the log magnitudes of a frame (`bins` values; NaN counts as silence) and outputs the previous frame
   * (with look-ahead 0, this one) with phases, ready for Stft::inverse(). Returns false and leaves `out`
   * unchanged if there is no frame yet: at the first call with look-ahead 1.
   */
  bool process(std::span<const float> log_bins, std::span<std::complex<float>> out);

  /** Continues from these phases, a refined form of the last output frame, instead of its own. */
  void follow(std::span<const std::complex<float>> refined);

  /**
   * Sets `held` to continue from the last output frame: magnitudes times `decay` per frame, each phase
   * advancing by its time derivative. Changes nothing here.
   */
  void hold(HeldSpectrum& held, float decay) const;

  /** Forgets all frames and restarts the random numbers. */
  void reset();

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  void take(std::span<const float> log_bins);
  void find_gradients();
  void find_levels();
  void integrate();
  void integrate_along_frequency(std::span<const PhaseOrigin> origins);
  void agree();
  void turn_to_sum();
  void give(std::span<std::complex<float>> out);
  std::span<const float> before() const { return log_[look_ahead_ == 1 ? 0 : 1]; }
  std::span<const float> current() const { return log_[look_ahead_ == 1 ? 1 : 2]; }

  int size_;  // bins
  int look_ahead_;
  std::uint64_t seed_;
  Random random_;
  bool waiting_ = false;                     // for the frame after the first one
  std::array<AlignedVector<float>, 3> log_;  // the last three frames' log magnitudes, oldest first
  AlignedVector<float> advance_;             // phase of each bin's centre frequency over a hop
  // The phase's derivative in time (per hop), of the previous frame
  AlignedVector<float> by_time_before_;
  AlignedVector<float> by_time_;       // ... and of this one
  AlignedVector<float> by_frequency_;  // the phase's derivative in frequency (per bin)
  AlignedVector<float> phase_before_;
  AlignedVector<float> phase_;
  std::vector<std::int32_t> level_before_;  // PhasePaths, of the previous frame
  std::vector<std::int32_t> level_;         // ... and of this one
  PhasePaths paths_;
  AlignedVector<float> magnitude_before_;
  AlignedVector<float> magnitude_;
  AlignedVector<std::complex<float>> last_;  // the last output frame
  AlignedVector<float> cosine_;              // work space from here on
  AlignedVector<float> sine_;
  AlignedVector<float> sum_cosine_;
  AlignedVector<float> sum_sine_;
  AlignedVector<float> from_time_;  // each bin's phase if it came from the previous frame
  AlignedVector<float> slope_;      // from each bin's phase to that of the next higher one
  AlignedVector<float> up_;         // each bin's phase, if it comes from below or has its own
  AlignedVector<float> up_share_;   // of the phase below it: 0 or 1
  AlignedVector<float> down_;       // the same from above
  AlignedVector<float> down_share_;
  AlignedVector<float> turn_;
  AlignedVector<float> turn_sine_;
};

}  // namespace aeolian
