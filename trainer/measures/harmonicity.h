// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace aeolian::trainer {

/** One moment of a sound, as a voice. */
struct VoicedFrame {
  double pitch_hz = 0;  ///< 0 = unvoiced
  double hnr_db = 0;    ///< harmonics-to-noise ratio; 0 where unvoiced
};

/**
 * Pitch and harmonics-to-noise ratio, a hundred times a second, by the autocorrelation of Hann windows of 60
 * ms over that of the window (Boersma, "Accurate short-term analysis of the fundamental frequency and the
 * harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17, 1993), of sound up to 8 kHz. Pitches of
 * 75 to 600 Hz. Voiced is what correlates by .45 or more and is at most 30 dB softer than the loudest moment.
 * There is no path through pitches: an error of an octave is left as it is.
 */
std::vector<VoicedFrame> voiced_frames(std::span<const float> samples, int sample_rate);

/** Measures a sound as a voice; sums over several sounds. */
class Harmonicity {
 public:
  void add(std::span<const float> samples, int sample_rate);

  /** Mean of the voiced moments, dB; nothing where none is. */
  std::optional<double> hnr_db() const;

  /** Voiced moments over all that are at most 30 dB softer than the loudest; nothing where there is none. */
  std::optional<double> voiced_share() const;

  /** Share of neighbours, both voiced, 10 ms apart, whose pitches differ by more than two semitones: a voice
   * hardly moves by one (Xu and Sun, JASA 111, 2002). Nothing where there are no such pairs. */
  std::optional<double> pitch_jumps() const;

  double voiced_s() const { return .01 * voiced_; }  ///< seconds that count

 private:
  double hnr_sum_ = 0;
  int voiced_ = 0, heard_ = 0, pairs_ = 0, jumps_ = 0;
};

}  // namespace aeolian::trainer
