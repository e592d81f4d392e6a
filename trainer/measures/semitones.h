// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/measures/mel.h"
#include "trainer/measures/triangle.h"

namespace aeolian::trainer {

/**
 * The power of semitone bands from 80 Hz to 10 kHz (or nine tenths of half the rate), about 21 times a
 * second, from windows of about 46 ms. On this axis a transposition by a semitone is a shift by one column.
 * Threads may share it.
 */
class SemitoneAnalysis {
 public:
  /** Accepts rates of 4 to 192 kHz. */
  explicit SemitoneAnalysis(int sample_rate);

  /** (frames, bands()), mean power of a bin; a full-scale sine gives at most 1. */
  Matrix frames(std::span<const float> samples) const;

  int bands() const { return static_cast<int>(triangles_.size()); }
  int sample_rate() const { return front_end_.sample_rate; }              ///< Hz
  double frame_rate() const { return front_end_.frame_rate() / stride; }  ///< frames a second

 private:
  static constexpr int stride = 8;  ///< hops of the front end from frame to frame

  Eigen::RowVectorXf powers(std::span<const std::complex<float>> bins) const;

  FrontEnd front_end_;
  std::vector<Triangle> triangles_;  ///< normalised
};

}  // namespace aeolian::trainer
