// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace aeolian {

/**
 * Condenses a long sound of finite samples into a few numbers per hour: its longest silence, the level of
 * each hour. One thread.
 */
class SoundDiary {
 public:
  /** A block of 50 ms below this level counts as silent. */
  static constexpr double silent_db = -60.;

  explicit SoundDiary(int sample_rate);

  void hear(std::span<const float> samples);

  double seconds() const { return static_cast<double>(heard_) / sample_rate_; }
  /** Longest run of silent blocks, seconds. */
  double longest_silence() const { return static_cast<double>(longest_silence_) * block_s; }
  /** Root mean square of each hour, including the one in progress, dB. */
  std::vector<double> hour_levels() const;

 private:
  static constexpr double block_s = 0.05;

  void end_block();

  const int sample_rate_;
  const std::uint64_t block_size_;
  std::uint64_t heard_ = 0;
  double block_energy_ = 0.;
  std::uint64_t in_block_ = 0;
  std::uint64_t silence_ = 0;  // blocks so far
  std::uint64_t longest_silence_ = 0;
  struct Hour {
    double energy = 0.;
    std::uint64_t samples = 0;
  };
  std::vector<Hour> hours_;
};

/** Level of a mean square, dB relative to full scale. */
double decibels(double mean_square);

}  // namespace aeolian
