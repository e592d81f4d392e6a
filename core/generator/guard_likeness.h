// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <vector>

#include "core/generator/guard_prints.h"

namespace aeolian {

/**
 * Detects a sound that repeats itself, exactly or nearly. For every lag it tracks how much each print differs
 * from the one a lag ago. In a loop the difference is small at the period and large at shorter lags; in a
 * steady sound it is the same at all lags, in a slowly changing one smallest at the shortest. Music repeats
 * too, but some part of it changes within half a minute; in a loop, every moment resembles the one a period
 * earlier. One thread; after construction nothing allocates.
 */
class LoopSearch {
 public:
  /** For `rate` prints per second and periods up to `longest_s` seconds. */
  LoopSearch(double rate, double longest_s);

  /**
   * Processes a print in dB. Returns true if the sound has repeated itself for `enough_s` seconds, and at
   * least four periods, differing by less than `likeness` times the difference within the period.
   */
  bool hear(const Print& print, double enough_s, double likeness);

  /** How long the sound has been repeating itself, seconds. */
  double repeated_s() const;

  void forget();

 private:
  double rate_;
  std::vector<Print> past_;  ///< ring; position_ is written next
  std::size_t position_ = 0;
  std::size_t heard_ = 0;          ///< prints processed, at most past_.size()
  std::vector<float> difference_;  ///< mean square in dB^2, smoothed, by lag
  std::vector<int> run_;           ///< consecutive prints that repeated, by lag
};

/**
 * Detects a spectrum that is frozen except for its noise: levels over half seconds vary no more than those of
 * steady noise. One thread; after construction nothing allocates.
 */
class FrozenSpectrum {
 public:
  FrozenSpectrum(const SoundPrints& prints, double frozen_s);

  /**
   * Processes the power since the last print. Returns true if over the whole time the bands' levels vary less
   * than `likeness` times as much as noise of the same bandwidth (at least 0.3 dB).
   */
  bool hear(const Print& step, double likeness);

  /**
   * The present variance of the levels relative to that of steady noise; infinite until the whole time has
   * passed.
   */
  float liveliness() const { return liveliness_; }

  void forget();

 private:
  std::size_t prints_a_level_;
  std::array<float, print_bands> noise_{};  ///< variance of the levels of steady noise, dB^2
  Print sum_{};
  std::size_t summed_ = 0;
  std::vector<Print> levels_;  ///< dB, a ring
  std::size_t position_ = 0;
  std::size_t heard_ = 0;
  float liveliness_ = std::numeric_limits<float>::infinity();
};

}  // namespace aeolian
