// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

/**
 * The short-time Fourier transform of one window, and its inverse. The phase of a bin is relative to the
 * first sample of the window. Has its own work space: one thread at a time. After construction nothing
 * allocates.
 */
class Stft {
 public:
  /**
   * For a front end that passes check(). FFT plans are estimated, not measured, so that every run rounds
   * alike.
   */
  explicit Stft(const FrontEnd& front_end);
  Stft(Stft&&) noexcept;
  Stft& operator=(Stft&&) noexcept;
  ~Stft();

  /**
   * Transforms `window` samples to `bins` values, Hann window applied; a full-scale sine peaks at magnitude
   * 1.
   */
  void forward(std::span<const float> samples, std::span<std::complex<float>> bins);

  /**
   * Transforms `bins` values to `window` samples, dual window applied; overlap-adding them hop by hop
   * restores the sound.
   */
  void inverse(std::span<const std::complex<float>> bins, std::span<float> samples);

 private:
  struct Transform;
  std::vector<float> analysis_;
  std::vector<float> synthesis_;
  std::unique_ptr<Transform> transform_;
};

/** The periodic Hann window of `size` samples. */
std::vector<float> hann(int size);

/**
 * All frames of a sound. Frame n starts at sample n * hop - (window - hop), so every sample is in 8 frames.
 */
struct Spectrogram {
  std::size_t frames = 0;
  std::size_t bins = 0;
  std::vector<std::complex<float>> values;  ///< frames x bins, row-major

  std::span<std::complex<float>> frame(std::size_t n) { return std::span(values).subspan(n * bins, bins); }
  std::span<const std::complex<float>> frame(std::size_t n) const {
    return std::span(values).subspan(n * bins, bins);
  }
};

/** The number of frames that overlap a sound of `samples` samples. */
std::size_t frame_count(const FrontEnd& front_end, std::size_t samples);

/** Fills `window` (front_end.window samples) with the part of `sound` in frame `n`, zeros beyond its ends. */
void window_of_frame(const FrontEnd& front_end, std::span<const float> sound, std::size_t n,
                     std::span<float> window);

/** Computes the whole spectrogram of `sound`, for offline use: 8 * bins bytes per frame. */
Spectrogram analyse(const FrontEnd& front_end, std::span<const float> sound);

/**
 * Returns the sound of `length` samples whose spectrogram is (nearest to) `spectrogram`; inverse of
 * analyse().
 */
std::vector<float> synthesise(const FrontEnd& front_end, const Spectrogram& spectrogram, std::size_t length);

}  // namespace aeolian
