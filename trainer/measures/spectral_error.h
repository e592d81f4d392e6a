// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <span>

namespace aeolian::trainer {

/** Lower ends of the octaves for which a spectral error is reported, Hz; the last one ends at 16 kHz. */
inline constexpr std::array octaves_hz{62.5, 125., 250., 500., 1000., 2000., 4000., 8000.};

/**
 * The error of a coded sound: over frames of 46 ms, a quarter of them apart, by magnitudes alone. Ignores
 * phases and everything more than 70 dB below the original's loudest bin (both sides are raised to that
 * floor).
 */
class SpectralError {
 public:
  /** Adds a sound and its coded version, aligned sample by sample; the rest of the longer one is ignored. */
  void add(std::span<const float> original, std::span<const float> coded, int sample_rate);

  /**
   * Spectral convergence, dB: the Frobenius norm of the difference of magnitudes over that of the original's
   * (Sturmel and Daudet, DAFx 2011; Arik, Jun and Diamos, IEEE SPL 26, 2019). Minus infinity for identical
   * sounds, 0 for coded silence. Nothing before a sound was added.
   */
  std::optional<double> convergence_db() const;

  /**
   * Log-spectral distance, dB, in the octave that begins at octaves_hz[i]: the root of the mean squared
   * difference of levels over the bins of a frame, the mean over frames (Gray and Markel, IEEE ASSP 24,
   * 1976). Frames that are silent in that octave on both sides do not count. Nothing if the rate ends below
   * the octave.
   */
  std::optional<double> octave_distance_db(std::size_t i) const { return mean(octaves_[i]); }

  /** The same over all bins from 62.5 Hz to 4 kHz. */
  std::optional<double> distance_below_4k_db() const { return mean(below_4k_); }

  double seconds() const { return seconds_; }  ///< of sound that was added

 private:
  struct Distances {
    double sum = 0;
    int frames = 0;
  };
  static std::optional<double> mean(const Distances& distances);

  double difference_ = 0, power_ = 0, seconds_ = 0;
  std::array<Distances, octaves_hz.size()> octaves_;
  Distances below_4k_;
};

}  // namespace aeolian::trainer
