// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace aeolian {

/**
 * Judges a recorded sine sample by sample. The tone is followed by its own recurrence, so that one sample
 * that does not belong to it shows, and its phase and level are measured in windows of 10 ms.
 */
struct ToneReport {
  /** A place where the tone is not itself: neighbouring faults are one. */
  struct Break {
    double at_s = 0.;        ///< seconds from the beginning of what was judged
    double length_s = 0.;    ///< until the tone goes on undisturbed
    double silence_s = 0.;   ///< of that, without sound
    double phase_jump = 0.;  ///< radians between the tone before and after, -pi to pi
  };
  std::vector<Break> gaps;    ///< that have silence in them
  std::vector<Break> clicks;  ///< all others
  double seconds = 0.;        ///< that were judged
  double hz = 0.;             ///< mean frequency between breaks
  double level = 0.;          ///< median amplitude
  double level_spread = 0.;   ///< largest departure from it between breaks, as a share of it
  double drift_hz = 0.;  ///< largest departure of the frequency from `hz` between breaks, over half a second

  bool is_clean(double expected_hz, double expected_level) const;
};

/** One line for people. */
std::string text_of(const ToneReport& report);

/**
 * Judges `samples` at `rate` Hz, which should be a steady sine of about `hz` from the first sample to the
 * last (cut fades off first). `noise`: how far a sample may lie beside the tone, as a share of its level;
 * 0.002 lets quantisation to 16 bits pass.
 */
ToneReport judge_tone(std::span<const float> samples, int rate, double hz, double noise = 0.002);

/** `samples` without the silence before and after, and without `fade_s` at either end. */
std::span<const float> without_fades(std::span<const float> samples, int rate, double fade_s = 0.3);

}  // namespace aeolian
