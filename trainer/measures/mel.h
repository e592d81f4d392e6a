// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Dense>
#include <memory>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/measures/triangle.h"

namespace aeolian::trainer {

/** Rows are moments or windows, columns their values. */
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline constexpr int mel_bands = 64;

/**
 * The analysis that the measures use: levels of 64 mel bands (O'Shaughnessy 1987: 2595 log10(1 + f / 700))
 * from 60 Hz to 16 kHz or half the rate, about 43 times a second, from windows of about 46 ms. It is the same
 * for every model, whatever its own front end. Threads may share it.
 */
class MelAnalysis {
 public:
  /** Accepts rates of 4 to 192 kHz. */
  explicit MelAnalysis(int sample_rate);

  /** (frames, mel_bands) in dB of a full-scale sine, at least -120. */
  Matrix frames(std::span<const float> samples) const;

  int sample_rate() const { return front_end_.sample_rate; }              ///< Hz
  double frame_rate() const { return front_end_.frame_rate() / stride; }  ///< frames a second
  int window_frames() const;                                              ///< frames in a second, rounded

 private:
  static constexpr int stride = 4;  ///< hops of the front end from frame to frame

  FrontEnd front_end_;
  std::vector<Triangle> triangles_;
};

/** The level of each frame over all bands, dB. */
Eigen::VectorXf frame_levels(const Matrix& mel);

/** RMS level of samples, dB of full scale; -200 for digital silence and for no samples. */
double level_db(std::span<const float> samples);

/** The value below which `share` (0..1) of `values` lie; 0 if there are none. */
double percentile(std::vector<double> values, double share);

}  // namespace aeolian::trainer
