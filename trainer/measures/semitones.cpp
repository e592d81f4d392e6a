// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/semitones.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "trainer/measures/spectra.h"

namespace aeolian::trainer {
namespace {

constexpr double semitone_window_ms = 46, lowest_centre_hz = 80, highest_centre_hz = 10000;
const double semitone = std::pow(2, 1 / 12.);

}  // namespace

SemitoneAnalysis::SemitoneAnalysis(int sample_rate)
    : front_end_(*make_front_end(sample_rate, semitone_window_ms, 64, sample_rate / 2.0)) {
  const double top = std::min(highest_centre_hz, .45 * sample_rate);
  for (double centre = lowest_centre_hz; centre <= top; centre *= semitone) {
    triangles_.emplace_back(front_end_, centre / semitone, centre, centre * semitone);
    triangles_.back().normalise();
  }
}

Eigen::RowVectorXf SemitoneAnalysis::powers(std::span<const std::complex<float>> bins) const {
  Eigen::RowVectorXf row(bands());
  for (int band = 0; band < bands(); ++band)
    row[band] = triangles_[static_cast<std::size_t>(band)].power(bins);
  return row;
}

Matrix SemitoneAnalysis::frames(std::span<const float> samples) const {
  const auto hops = samples.size() / static_cast<std::size_t>(front_end_.hop);
  const auto count = static_cast<Eigen::Index>((hops + stride - 1) / stride);
  Matrix frames = Matrix::Zero(count, bands());
  // Computes twice as many windows as frames; each frame shares the windows at its edges with its neighbours.
  each_spectrum(front_end_, samples, static_cast<std::size_t>(2 * count), stride / 2,
                [&](std::size_t half, auto bins) {
                  const Eigen::RowVectorXf row = powers(bins);
                  const auto t = static_cast<Eigen::Index>(half / 2);
                  if (half % 2 == 0) {
                    frames.row(t) += .5f * row;
                    return;
                  }
                  frames.row(t) += .25f * row;
                  if (t + 1 < count) frames.row(t + 1) += .25f * row;
                });
  return frames;
}

}  // namespace aeolian::trainer
