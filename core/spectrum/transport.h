// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace aeolian {

class StateArchive;

/**
 * Morphs between two sounds, frame by frame: magnitudes are moved along frequency by one-dimensional optimal
 * transport instead of being added. Each spectrum is cut into lobes at its valleys; lobes are paired in order
 * of frequency by equal shares of the total, and each pair meets between its centres. Half way between tones
 * of 220 and 330 Hz there is one tone of 275 Hz.
 *
 * Henderson and Solomon, "Audio transport: a generalized portamento via optimal transport", DAFx 2019; here
 * phases are found afterwards (PhaseReconstruction), and onsets are cross-faded: where the level of either
 * sound rises by 6 dB or more, the spectra before and after are unrelated. Where one of them pauses, the
 * other keeps its place: a pause has no shape to move to, only noise.
 *
 * One thread at a time; nothing allocates after construction.
 */
class SpectralTransport {
 public:
  /** For frames of `bins` values, at least 2. */
  explicit SpectralTransport(int bins);

  /** Forgets the past frames, by which onsets are detected, because other sounds follow. */
  void restart();

  /**
   * Writes to `out` the log magnitudes between `a` (weight 0) and `b` (weight 1), `bins` values each; `out`
   * may alias either. At the ends it equals `a` or `b`; in between its energy is the weighted mean of theirs.
   */
  void between(std::span<const float> a, std::span<const float> b, float weight, std::span<float> out);

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  /** Bins from `begin` up to `end` around a peak. */
  struct Lobe {
    std::size_t begin, end;
    float mass;    ///< sum of the magnitudes, as a share of the whole spectrum
    float centre;  ///< their mean, in bins
  };

  /** One of the two sounds. */
  struct Sound {
    std::vector<float> magnitudes;
    std::vector<Lobe> lobes;
    double sum = 0, energy = 0;
    double level = -1;  ///< running mean of the energy; negative = no frame yet
  };

  static void take(std::span<const float> log_bins, Sound& sound);
  static void find_lobes(Sound& sound);
  float onset_share();
  float place_of(float weight) const;
  void transport(float place);
  void put(const Sound& sound, const Lobe& lobe, float centre, float share);

  std::array<Sound, 2> sounds_;
  std::vector<float> moved_;
  float onset_ = 0.f;  ///< 0 = none, 1 = cross-faded
};

}  // namespace aeolian
