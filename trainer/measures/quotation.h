// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>
#include <vector>

#include "trainer/measures/semitones.h"
#include "trainer/measures/windows.h"

namespace aeolian::trainer {

/** Lengths of the windows of aligned distances, seconds. */
inline constexpr std::array<int, 3> aligned_lengths_s{1, 2, 4};

/** How a sound quotes a corpus. */
struct Quotation {
  double step_s = 0;           ///< time from one element of `followed` to the next, about .25
  std::vector<bool> followed;  ///< for each moment, whether it follows a passage
  double longest_s = 0;        ///< the longest passage followed without a break
  /**
   * For windows of 1, 2 and 4 s, one a second: 1 - correlation with the most similar passage of that length.
   */
  std::array<std::vector<double>, 3> distances;

  /** The share of moments that follow a passage; 0 for a sound that is too short to tell. */
  double followed_share() const;

  /** Adds the result for another sound. */
  void add(const Quotation& other);
};

/**
 * Finds the passages of a corpus that a sound follows, also at another level, through a filter or a codec, in
 * noise, up to a semitone higher or lower, and up to a semitone (6 %) faster or slower.
 *
 * Both sides are converted to levels of three-semitone bands, about 21 a second, relative to the loudness of
 * the two seconds around and with a floor 17 dB below their mean band. The mean of each band over these two
 * seconds is subtracted, so that held spectra and filters vanish, and the bands are decorrelated (principal
 * components of the corpus, scaled to one variance). Windows of a second are correlated with the corpus at
 * every place, at the original pitch and transposed by a semitone either way (matrix products). A moment
 * follows a passage if four windows, half a second apart (2.5 s in all), lie on a line through the corpus
 * with the slope 1, .95 or 1.05, and their correlation stands out from those of all lines by at least
 * followed_deviations. (The correlation is the mean of all four, or of the first and the last, whichever is
 * less, because one matching grain is not a passage.) On such a line, those windows count that correlate at
 * least half as well as its best one. A passage lasts as long as the line continues (within 90 ms a step).
 *
 * Not detected: grains shorter than a second, sound played backwards, a held sound (nothing moves), a loop
 * that the corpus repeats throughout, and mostly a passage under something as loud. Threads may share it.
 */
class QuotationDetector {
 public:
  /** Standard deviations by which a followed line stands out; tests/bench/quotation shows what this finds. */
  static constexpr float followed_deviations = 6.9f;

  /**
   * Takes `pieces` of the corpus, each without a break, at least one of them longer than a second; 4 to 192
   * kHz.
   */
  QuotationDetector(std::span<const std::span<const float>> pieces, int sample_rate);

  /** Measures `samples` at the corpus's rate. Takes about a second per minute, with 30 minutes of corpus. */
  Quotation measure(std::span<const float> samples) const;

 private:
  friend class QuotationLines;

  SemitoneAnalysis analysis_;
  Eigen::Index step_;               ///< frames between compared windows
  Matrix whitening_;                ///< (bands, components)
  Matrix frames_;                   ///< (frames of all pieces, components)
  Eigen::RowVectorXf normalising_;  ///< of the window beginning at each frame; 0 where it leaves its piece
  float faint_ = 0;                 ///< energy added to each window's, so that near silence matches nothing
};

}  // namespace aeolian::trainer
