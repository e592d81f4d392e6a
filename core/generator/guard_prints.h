// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/stft.h"

namespace aeolian {

/** Number of bands of a print, spaced by equal ratios from 60 Hz. */
inline constexpr std::size_t print_bands = 12;

/** Power of each band, relative to full scale. */
using Print = std::array<float, print_bands>;

/**
 * Computes a coarse spectrum of the sound about 43 times a second: the power of each band over about the last
 * 93 ms. One thread at a time; after construction nothing allocates.
 */
class SoundPrints {
 public:
  explicit SoundPrints(int sample_rate);

  /** Processes a finite sample; returns true when another print is ready. */
  bool hear(float sample);

  /** The latest print, smoothed over eight windows. */
  const Print& print() const { return print_; }
  /** Power since the previous print, not smoothed. */
  const Print& step() const { return step_; }

  double rate() const { return rate_; }                           ///< prints per second
  double width(std::size_t band) const { return widths_[band]; }  ///< Hz
  void forget();

 private:
  static constexpr std::size_t frames = 8;
  static constexpr std::size_t frames_a_print = 2;

  void analyse();

  FrontEnd front_end_;
  Stft stft_;
  double rate_;
  std::array<std::size_t, print_bands + 1> edges_{};  ///< bins
  std::array<double, print_bands> widths_{};
  std::vector<float> window_;  ///< the last samples, a ring
  std::vector<float> ordered_;
  std::vector<std::complex<float>> bins_;
  std::size_t position_ = 0;
  std::array<Print, frames> recent_{};
  std::size_t frame_ = 0;
  Print print_{}, step_{};
};

/** Converts a print to dB, at least -80. */
Print decibels(const Print& print);

}  // namespace aeolian
