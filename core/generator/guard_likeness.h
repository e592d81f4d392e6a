// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <vector>

#include "core/generator/guard_prints.h"

namespace aeolian {

/**
 * Finds a sound that repeats itself, exactly or nearly. For every lag it follows how much the print differs
 * from the one a lag ago. In a loop that is little at the period and much at shorter lags; in steady sound it
 * is the same at all of them, in slowly moving sound least at the shortest. Music repeats too, but some part
 * of it changes within half a minute: a loop is what stays like itself for every moment of that time.
 * One thread; after construction nothing allocates.
 */
class LoopSearch {
 public:
  /** Prints at `rate` a second; periods up to `longest_s` seconds. */
  LoopSearch(double rate, double longest_s);

  /**
   * Hears a print in dB. True where it has repeated itself for `enough_s` seconds and four periods at least,
   * differing less than `likeness` of what it differs within the period.
   */
  bool hear(const Print& print, double enough_s, double likeness);

  /** How long the sound has repeated itself now, seconds. */
  double repeated_s() const;

  void forget();

 private:
  double rate_;
  std::vector<Print> past_;  ///< a ring, position_ the next to be written
  std::size_t position_ = 0;
  std::size_t heard_ = 0;          ///< prints, at most past_.size()
  std::vector<float> difference_;  ///< mean square in dB, smoothed, by lag
  std::vector<int> run_;           ///< prints in a row that repeated, by lag
};

/**
 * Finds a spectrum that stands still but for its noise: the levels of half seconds vary no more than those of
 * steady noise do. One thread; after construction nothing allocates.
 */
class FrozenSpectrum {
 public:
  FrozenSpectrum(const SoundPrints& prints, double frozen_s);

  /**
   * Hears the power since the print before. True where over the whole time the bands' levels vary less than
   * `likeness` times what noise of their width varies (0.3 dB at least).
   */
  bool hear(const Print& step, double likeness);

  /** The variance of the levels now by that of steady noise; infinite before the whole time was heard. */
  float liveliness() const { return liveliness_; }

  void forget();

 private:
  std::size_t prints_a_level_;
  std::array<float, print_bands> noise_{};  ///< variance in dB^2 of levels of steady noise
  Print sum_{};
  std::size_t summed_ = 0;
  std::vector<Print> levels_;  ///< dB, a ring
  std::size_t position_ = 0;
  std::size_t heard_ = 0;
  float liveliness_ = std::numeric_limits<float>::infinity();
};

}  // namespace aeolian
