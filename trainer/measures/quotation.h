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
  double step_s = 0;           ///< from one moment of `followed` to the next, about .25
  std::vector<bool> followed;  ///< of each moment: whether it follows a passage
  double longest_s = 0;        ///< the longest passage that is followed without a break
  /** Of windows of 1, 2 and 4 s, one a second: 1 - correlation with the most similar passage as long. */
  std::array<std::vector<double>, 3> distances;

  /** The share of moments that follow a passage; 0 of a sound that is too short to tell. */
  double followed_share() const;

  /** Adds what was found in another sound. */
  void add(const Quotation& other);
};

/**
 * Finds the passages of a corpus that a sound follows, also at another level, through a filter or a codec, in
 * noise, up to a semitone higher or lower, and up to a semitone (6 %) faster or slower.
 *
 * Both sides become levels of bands of three semitones, about 21 a second, relative to the loudness of the
 * two seconds around and with a floor 17 dB below its mean band; each band's mean of these two seconds is
 * taken away, so that a held spectrum or a filter is nothing, and the bands are made uncorrelated (principal
 * components of the corpus, scaled to one variance). Windows of a second of this are correlated with the
 * corpus at every place, as the audio is and transposed by a semitone either way (matrix products). A moment
 * follows a passage where four windows, half a second apart (2.5 s in all), lie on a line through the corpus
 * with the slope 1, .95 or 1.05, and their correlation (the mean of all four, or of the first and the last,
 * whichever is less: one grain that fits is no passage) stands out among those of all lines by at least
 * followed_deviations. Of such a line those windows count that correlate half as well as its best one. A
 * passage lasts while the line goes on (within 90 ms a step).
 *
 * It is blind to grains shorter than a second, to sound played backwards, to a held sound (nothing moves), to
 * a loop that the corpus repeats throughout, and mostly to a passage under something as loud. Threads may
 * share it.
 */
class QuotationDetector {
 public:
  /** Standard deviations by which a line that is followed stands out; tests/bench/quotation shows what it
   * finds. */
  static constexpr float followed_deviations = 6.9f;

  /** `pieces` of the corpus, each without a break, at least one of them longer than a second; 4 to 192 kHz.
   */
  QuotationDetector(std::span<const std::span<const float>> pieces, int sample_rate);

  /** `samples` are at the corpus's rate. Takes about a second for each minute, in 30 minutes of corpus. */
  Quotation measure(std::span<const float> samples) const;

 private:
  friend class QuotationLines;

  SemitoneAnalysis analysis_;
  Eigen::Index step_;               ///< frames between windows that are looked at
  Matrix whitening_;                ///< (bands, components)
  Matrix frames_;                   ///< (frames of all pieces, components)
  Eigen::RowVectorXf normalising_;  ///< of the window that begins at each frame; 0 where it leaves its piece
  float faint_ = 0;                 ///< energy added to each window's, so that near silence is like nothing
};

}  // namespace aeolian::trainer
