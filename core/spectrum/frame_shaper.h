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
  float formant = 0.f;           ///< 0 = the envelope moves with a transposition, 1 = it stays
  float tilt_db = 0.f;           ///< an octave, about 1 kHz
  float bright_db = 0.f;         ///< of what lies above 2 kHz: a shelf
  float floor_db = no_floor_db;  ///< below the loudest bin: what is softer is let go
  float sharpen = 0.f;           ///< 1 = peaks without grain, -1 = grain without peaks
  float attack = 0.f;            ///< 1 = harder onsets, -1 = softer ones

  bool operator==(const FrameShape&) const = default;
};

/**
 * Moves frames along frequency and colours them, before their phases are found: so pitch changes without the
 * echoes and smeared onsets of shifters that work on samples.
 *
 * A transposition moves each peak as a whole, by the distance that its own frequency takes, because a lobe
 * that is stretched would be that of a shorter window; what lies between peaks is stretched. Laroche and
 * Dolson, "New phase-vocoder techniques for pitch-shifting, harmonizing and other exotic effects", WASPAA
 * 1999, do this with phases; here they are found afterwards (PhaseReconstruction).
 *
 * One thread at a time; nothing allocates after construction.
 */
class FrameShaper {
 public:
  explicit FrameShaper(const FrontEnd& front_end);

  /**
   * Shapes a frame in place: the log magnitudes `mean` and the level of the noise texture on top of them (0 =
   * none, 1 = all of noise), as many values as there are bins.
   */
  void apply(const FrameShape& shape, std::span<float> mean, std::span<float> level);

  /** Keeps or restores its state. */
  void archive(StateArchive& state);

 private:
  /** A bin of the frame as it comes out, and the bin of the frame as it came from which it is taken. */
  struct Pair {
    float target, source;
  };

  /** The place from which a bin is taken. */
  struct SourceOfBin {
    float bin;
    float peak;  ///< to whose lobe it belongs, in bins; negative = to none
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
  std::vector<float> slow_;  ///< follows each bin slowly as it rises: what an onset rises from
  bool has_slow_ = false;
  float loudest_ = log_silence;            ///< bin of the last frames
  float tilt_db_ = 0.f, bright_db_ = 0.f;  ///< that gain_ was made for
  std::vector<float> gain_;                ///< of each bin, neper
  std::vector<float> peaks_;               ///< positions in bins, ascending
  std::vector<Pair> pairs_;                ///< ascending
  std::vector<SourceOfBin> sources_;
  std::vector<float> lobe_;  ///< log magnitudes of a sine, from its frequency on
  std::vector<float> envelope_, before_, level_before_;
  std::vector<double> sums_;  ///< of the values before each bin
};

}  // namespace aeolian
