// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace aeolian {

class StateArchive;

/**
 * A sound between two others, frame by frame: their magnitudes are moved along frequency, by optimal
 * transport in one dimension, instead of being added. Each spectrum is cut at its valleys into lobes; lobes
 * are paired in the order of frequency by equal shares of their sums, and each pair meets between their
 * centres. So half way between tones of 220 and 330 Hz is one of 275 Hz.
 *
 * Henderson and Solomon, "Audio transport: a generalized portamento via optimal transport", DAFx 2019; here
 * phases are found afterwards (PhaseReconstruction), and onsets are cross-faded: where the level of either
 * sound rises by 6 dB and more, what it jumps from and to have nothing to do with each other. Where one of
 * them pauses, it keeps the shape that it had before: a pause has none to be moved to, only noise, and what
 * the other plays stays where it was.
 *
 * One thread at a time; nothing allocates after construction.
 */
class SpectralTransport {
 public:
  /** For frames of `bins` values, at least 2. */
  explicit SpectralTransport(int bins);

  /** Forgets the frames before, which tell what an onset is: other sounds follow. */
  void restart();

  /**
   * Writes to `out` the log magnitudes between those of `a` (weight 0) and `b` (weight 1), and `out` may be
   * one of the two: `bins` values each. At the ends `out` is `a` or `b` itself; between them its energy is
   * the weighted mean of theirs.
   */
  void between(std::span<const float> a, std::span<const float> b, float weight, std::span<float> out);

  /** Keeps or restores its state. */
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
    double level = -1;         ///< running mean of the energy; negative = there was no frame yet
    std::vector<float> shape;  ///< the magnitudes of the last frame that was no pause
    double shape_sum = 0;      ///< of their values; 0 = there was none yet
  };

  static void take(std::span<const float> log_bins, Sound& sound);
  static void keep_shape(Sound& sound, const Sound& other);
  static void find_lobes(Sound& sound);
  float onset_share();
  void transport(float weight);
  void put(const Sound& sound, const Lobe& lobe, float centre, float share);

  std::array<Sound, 2> sounds_;
  std::vector<float> moved_;
  float onset_ = 0.f;  ///< 0 = none, 1 = cross-faded
};

}  // namespace aeolian
