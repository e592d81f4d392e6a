// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <complex>
#include <span>

#include "core/spectrum/aligned.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/stft.h"

namespace aeolian {

/**
 * Refines found phases and adds up the sound: frames wait until `look_ahead` later ones have come, and with
 * each of these are pulled, the newest first, towards what the sum of all of them sounds like, momentum
 * helping. Worth 5 to 14 dB of spectral convergence.
 *
 * Zhu, Beauregard and Wyse, "Real-time signal estimation from modified short-time Fourier transform magnitude
 * spectra", IEEE TASLP 15 (5), 2007; momentum as in Perraudin, Balazs and Sondergaard, "A fast Griffin-Lim
 * algorithm", WASPAA 2013.
 *
 * Takes the place of Stft::inverse() and OverlapAdd, and gives the same samples `look_ahead` hops later where
 * refine() is not called. One thread at a time. After construction nothing allocates or locks.
 */
class Refinement {
 public:
  static constexpr int look_ahead = 7;  ///< frames: an eighth of a window each, as far as windows overlap

  explicit Refinement(const FrontEnd& front_end);

  /** Adds a frame, `bins` values as Stft::inverse() takes them; a pop() follows each push(). */
  void push(std::span<const std::complex<float>> bins);

  /** Between push() and pop(): refines all frames that wait, and gives the newest one as it is now. */
  void refine(std::span<std::complex<float>> newest);

  /** Moves the next `hop` samples, which nothing changes any more, into `samples`. */
  void pop(std::span<float> samples);

  /** After a pop(): what the frames that wait add up to, `window - hop` samples of it still to be added to.
   */
  std::span<const float> pending() const;

 private:
  /** A frame that waits. */
  struct Frame {
    AlignedVector<float> magnitudes;
    AlignedVector<std::complex<float>> before;  // what its last refinement heard
    AlignedVector<float> samples;               // its share of the sum
    float momentum = 0.f;                       // none before the first refinement
  };
  static constexpr std::size_t newest_ = look_ahead;

  void refine(Frame& frame, std::size_t place);
  void listen(std::size_t place);

  std::size_t hop_;
  Stft stft_;
  std::array<Frame, look_ahead + 1> frames_;  // the oldest first
  AlignedVector<float> sum_;      // of all frames that overlap them, from the oldest's first sample
  AlignedVector<float> evening_;  // over the newest's window: makes up for the frames to come
  AlignedVector<float> heard_;    // work space from here on
  AlignedVector<std::complex<float>> bins_;
  AlignedVector<float> factors_;
};

}  // namespace aeolian
