// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace aeolian {

/**
 * The result of judging a recorded sine sample by sample. The tone is predicted by its own recurrence, so
 * that a single wrong sample shows; phase and level are measured in windows of 10 ms.
 */
struct ToneReport {
  /** A break in the tone; adjacent ones are merged. */
  struct Break {
    double at_s = 0.;        ///< seconds from the beginning of the judged samples
    double length_s = 0.;    ///< until the tone continues normally
    double silence_s = 0.;   ///< the part without sound
    double phase_jump = 0.;  ///< radians between the tone before and after, -pi to pi
  };
  std::vector<Break> gaps;    ///< breaks that contain silence
  std::vector<Break> clicks;  ///< all other breaks
  double seconds = 0.;        ///< of judged sound
  double hz = 0.;             ///< mean frequency between breaks
  double level = 0.;          ///< median amplitude
  double level_spread = 0.;   ///< largest deviation from `level` between breaks, relative to it
  double drift_hz = 0.;  ///< largest deviation of the frequency from `hz` between breaks, over half a second

  bool is_clean(double expected_hz, double expected_level) const;
};

/** The report in one line. */
std::string text_of(const ToneReport& report);

/**
 * Judges `samples` at `rate` Hz, which should be a steady sine of about `hz` from the first sample to the
 * last (cut off fades first). `noise` is the allowed deviation of a sample from the tone, relative to its
 * level; 0.002 allows 16-bit quantisation.
 */
ToneReport judge_tone(std::span<const float> samples, int rate, double hz, double noise = 0.002);

/** Returns `samples` without the silence at both ends, and without another `fade_s` at each. */
std::span<const float> without_fades(std::span<const float> samples, int rate, double fade_s = 0.3);

}  // namespace aeolian
