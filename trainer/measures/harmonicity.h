// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace aeolian::trainer {

/** Pitch and clarity of a sound at one moment. */
struct VoicedFrame {
  double pitch_hz = 0;  ///< 0 = unvoiced
  double hnr_db = 0;    ///< harmonics-to-noise ratio; 0 where unvoiced
};

/**
 * Pitch and harmonics-to-noise ratio of sound up to 8 kHz, a hundred times a second, by the autocorrelation
 * of Hann windows of 60 ms over that of the window (Boersma, "Accurate short-term analysis of the fundamental
 * frequency and the harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17, 1993). Pitches of 75 to
 * 600 Hz. Frames are voiced if they correlate by .45 or more and are at most 30 dB softer than the loudest.
 * Pitches are not tracked over time, so octave errors remain.
 */
std::vector<VoicedFrame> voiced_frames(std::span<const float> samples, int sample_rate);

/** Measures the voice in a sound; sums over several sounds. */
class Harmonicity {
 public:
  void add(std::span<const float> samples, int sample_rate);

  /** Mean over the voiced frames, dB; nothing if there are none. */
  std::optional<double> hnr_db() const;

  /** Voiced frames over all that are at most 30 dB softer than the loudest; nothing if there are none. */
  std::optional<double> voiced_share() const;

  /**
   * Share of adjacent voiced frames, 10 ms apart, whose pitches differ by more than two semitones; a voice
   * hardly moves by one (Xu and Sun, JASA 111, 2002). Nothing if there are no such pairs.
   */
  std::optional<double> pitch_jumps() const;

  double voiced_s() const { return .01 * voiced_; }  ///< seconds of voiced sound

 private:
  double hnr_sum_ = 0;
  int voiced_ = 0, heard_ = 0, pairs_ = 0, jumps_ = 0;
};

}  // namespace aeolian::trainer
