// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

class StateArchive;

/** How a FrameShaper moves and colours frames. The initial values change nothing. */
struct FrameShape {
  static constexpr float no_floor_db = -100.f;

  float transpose = 0.f;         ///< semitones
  float formant = 0.f;           ///< 0 = the spectral envelope moves with the transposition, 1 = it stays
  float tilt_db = 0.f;           ///< dB per octave, pivoting at 1 kHz
  float bright_db = 0.f;         ///< gain of a shelf above 2 kHz
  float floor_db = no_floor_db;  ///< relative to the loudest bin: softer bins are removed
  float sharpen = 0.f;           ///< 1 = peaks without grain, -1 = grain without peaks
  float attack = 0.f;            ///< 1 = harder onsets, -1 = softer ones

  bool operator==(const FrameShape&) const = default;
};

/**
 * Moves frames along frequency and colours them before their phases are found, so pitch changes without the
 * echoes and smeared onsets of pitch shifters that work on samples.
 *
 * A transposition moves each peak as a whole, by the distance that its centre frequency moves, because a
 * stretched lobe would be that of a shorter window; the spectrum between peaks is stretched. Laroche and
 * Dolson, "New phase-vocoder techniques for pitch-shifting, harmonizing and other exotic effects", WASPAA
 * 1999, do this with phases; here they are found afterwards (PhaseReconstruction).
 *
 * One thread at a time; nothing allocates after construction.
 */
class FrameShaper {
 public:
  explicit FrameShaper(const FrontEnd& front_end);

  /**
   * Shapes a frame in place: its log magnitudes `mean` and the level of the noise texture on top of them (0 =
   * none, 1 = all noise), `bins` values each.
   */
  void apply(const FrameShape& shape, std::span<float> mean, std::span<float> level);

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  /** A bin of the output frame, and the bin of the input frame from which it is taken. */
  struct Pair {
    float target, source;
  };

  /** The position from which a bin is taken. */
  struct SourceOfBin {
    float bin;
    float peak;  ///< peak to whose lobe it belongs, in bins; negative = none
  };

  void shape_onsets(float attack, std::span<float> mean);
  void transpose(float ratio, float formant, std::span<float> mean, std::span<float> level);
  void find_peaks(std::span<const float> mean);
  void find_sources(float ratio);
  float mean_at(float position, float peak) const;
  void sharpen(float amount, std::span<float> mean, std::span<float> level);
  void colour(const FrameShape& shape, std::span<float> mean);
  void let_go(float floor_db, std::span<float> mean);
  void smooth(std::span<const float> values, float half_width_hz, std::span<float> smoothed);

  double bin_width_;         ///< Hz
  double frame_rate_;        ///< Hz
  std::vector<float> slow_;  ///< follows each bin, slowly when it rises: the level before an onset
  bool has_slow_ = false;
  float loudest_ = log_silence;            ///< log magnitude of the loudest bin of the last frames
  float tilt_db_ = 0.f, bright_db_ = 0.f;  ///< for which gain_ was computed
  std::vector<float> gain_;                ///< of each bin, nepers
  std::vector<float> peaks_;               ///< positions in bins, ascending
  std::vector<Pair> pairs_;                ///< ascending
  std::vector<SourceOfBin> sources_;
  std::vector<float> lobe_;  ///< log magnitudes of a sine, upwards from its frequency
  std::vector<float> envelope_, before_, level_before_;
  std::vector<double> sums_;  ///< running sums: of the values before each bin
};

}  // namespace aeolian
