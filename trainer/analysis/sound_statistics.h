// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian::trainer {

/**
 * Statistics of frames that training needs, gathered during the analysis. Those of several sounds can be
 * joined, so adding a sound never requires a pass over the corpus.
 */
class SoundStatistics {
 public:
  /** Frames whose power is averaged into one value. */
  static constexpr int frames_a_moment = 16;
  /** Bins of the logarithmic power histogram, and the power of the first one. */
  static constexpr int power_steps = 800;
  static constexpr double power_step = 0.05, lowest_power = -24;

  SoundStatistics() = default;
  explicit SoundStatistics(int bands);

  /** Adds a frame of log amplitudes (bands). */
  void add(std::span<const float> frame);

  /** Adds the statistics of the sound that follows. */
  void join(const SoundStatistics& next);

  std::int64_t frames() const { return frames_; }
  /** (bands) mean of the log amplitudes. */
  std::vector<float> mean() const;
  /** (bands) their standard deviation. */
  std::vector<float> deviation() const;
  /** (bands) their maximum. */
  const std::vector<float>& loudest() const { return loudest_; }
  /** The power of all bands together that only one frame in a thousand exceeds, at most 5 % too high. */
  float rare_power() const;
  /**
   * The maximum of the running mean of that power, with time constant `seconds`, over the sounds in order,
   * starting from 0.
   */
  float lasting_power(double frame_rate, double seconds) const;

  /** Mean square of the loudest second. */
  double loudest_second = 0;

  /** Reads or writes all values; `Archive` has methods number() and array(). */
  template <class Archive>
  void serialise(Archive& archive) {
    archive.number(frames_);
    archive.number(loudest_second);
    archive.array(sum_);
    archive.array(squares_);
    archive.array(loudest_);
    archive.array(powers_);
    archive.array(moments_);
  }

  /** Allocates everything for that many frames, before it is read from a file. */
  void resize(int bands, std::int64_t frames);

 private:
  std::int64_t frames_ = 0;
  std::vector<double> sum_, squares_;  // (bands)
  std::vector<float> loudest_;         // (bands)
  std::vector<std::uint32_t> powers_;  // (power_steps) number of frames in each bin
  std::vector<float> moments_;         // mean power of each moment
  std::vector<std::uint8_t> lengths_;  // number of frames in each; fewer at the end of a sound
};

/** Mean square of the loudest second of samples; a shorter rest at the end counts as a second. */
double loudest_second_of(std::span<const float> samples, int sample_rate);

}  // namespace aeolian::trainer
