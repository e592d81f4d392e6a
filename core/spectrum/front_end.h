// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

namespace aeolian {

/**
 * The analysis and synthesis parameters; part of every checkpoint. All sizes are in samples of `sample_rate`.
 * A frame has `bands` natural logarithms of amplitude (full-scale sine = 0).
 */
struct FrontEnd {
  int sample_rate = 44100;         ///< Hz
  int window = 2048;               ///< Hann, a multiple of 8
  int hop = 256;                   ///< window / 8: phase gradient methods need this redundancy
  int bands = 192;                 ///< values per frame
  double linear_to = 1500.0;       ///< Hz; bands are single bins below, widen in proportion above
  double max_frequency = 20000.0;  ///< Hz; the kept band ends here, at most sample_rate / 2

  int bins() const { return window / 2 + 1; }
  double frame_rate() const { return static_cast<double>(sample_rate) / hop; }
  double bin_width() const { return static_cast<double>(sample_rate) / window; }  ///< Hz
  int kept_bins() const { return static_cast<int>(max_frequency / bin_width() + 1e-6) + 1; }
  bool operator==(const FrontEnd&) const = default;
};

/** The lowest log amplitude: 100 dB below a full-scale sine. */
inline constexpr float log_floor = -11.512925f;

/** Log amplitude of bins without any sound, such as those above the kept band: far below the floor. */
inline constexpr float log_silence = log_floor - 10.f;

/** The default sizes of a front end. */
inline constexpr double default_window_ms = 46.0;
inline constexpr int default_bands = 192;
inline constexpr double default_max_frequency = 20000.0;  // Hz

/**
 * Returns a front end for sound at `sample_rate` Hz (4-192 kHz). The window is the power of two, or three
 * times one, nearest to `window_ms` (64 to 16384 samples); the hop is an eighth of it. `max_frequency` is
 * lowered to half the rate, `bands` (at least 8) to the number of kept bins, and the linear part to half of
 * the bands.
 */
ErrorOr<FrontEnd> make_front_end(int sample_rate, double window_ms, int bands, double max_frequency);

/**
 * Checks a front end that was read from a file; all other code in this room relies on it. The error says why
 * it cannot be used.
 */
ErrorOr<void> check(const FrontEnd& front_end);

}  // namespace aeolian
