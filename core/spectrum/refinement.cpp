// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/refinement.h"

#include <Eigen/Core>
#include <algorithm>
#include <utility>

#include "core/state_archive.h"

namespace aeolian {
namespace {

using Array = Eigen::Map<Eigen::ArrayXf>;

constexpr int iterations = 2;           // refinements of a frame with each later one
constexpr float usual_momentum = 0.6f;  // 0.5 is as good; from 0.75 on it overshoots
constexpr float least_share = 0.01f;    // of all windows: a smaller sum is too little to be compensated

Array array(std::span<float> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

/** Real and imaginary parts as one array. */
Array parts(AlignedVector<std::complex<float>>& values) {
  return {reinterpret_cast<float*>(values.data()), 2 * static_cast<Eigen::Index>(values.size())};
}

/**
 * The reciprocal of the share of all overlapping windows that is present, at each sample of the newest frame.
 */
AlignedVector<float> evening(const FrontEnd& front_end) {
  const auto size = static_cast<std::size_t>(front_end.window);
  const auto hop = static_cast<std::size_t>(front_end.hop);
  const std::vector<float> window = hann(front_end.window);
  const auto overlap_from = [&](std::size_t first) {
    float sum = 0.f;
    for (std::size_t i = first; i < size; i += hop) sum += window[i] * window[i];
    return sum;
  };
  AlignedVector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = 1.f / std::max(overlap_from(i) / overlap_from(i % hop), least_share);
  }
  return values;
}

}  // namespace

Refinement::Refinement(const FrontEnd& front_end)
    : hop_(static_cast<std::size_t>(front_end.hop)),
      stft_(front_end),
      sum_(static_cast<std::size_t>(front_end.window) + look_ahead * hop_),
      evening_(evening(front_end)),
      heard_(evening_.size()),
      factors_(static_cast<std::size_t>(front_end.bins())) {
  for (Frame& frame : frames_) {
    frame.bins.resize(factors_.size());
    frame.magnitudes.resize(factors_.size());
    frame.before.resize(factors_.size());
    frame.samples.resize(evening_.size());
  }
}

void Refinement::push(std::span<const std::complex<float>> bins) {
  std::ranges::rotate(frames_, frames_.begin() + 1);
  Frame& frame = frames_[newest_place];
  std::ranges::copy(bins, frame.bins.begin());
  std::ranges::transform(bins, frame.magnitudes.begin(), [](auto bin) { return std::sqrt(std::norm(bin)); });
  frame.momentum = 0.f;
  stft_.inverse(frame.bins, frame.samples);
  array(std::span(sum_).last(heard_.size())) += array(frame.samples);
}

void Refinement::refine(std::span<std::complex<float>> newest) {
  for (int i = 0; i < iterations; ++i) {
    for (std::size_t place = frames_.size(); place-- > 0;) {
      refine(frames_[place], place);
      if (place == newest_place) std::ranges::copy(frames_[place].bins, newest.begin());
    }
  }
}

/** Moves the frame's phases to those of the sum at its place, and beyond by its momentum. */
void Refinement::refine(Frame& frame, std::size_t place) {
  listen(place);
  auto& bins = frame.bins;
  stft_.forward(heard_, bins);
  frame.before.swap(bins);
  parts(bins) = parts(frame.before) + frame.momentum * (parts(frame.before) - parts(bins));
  frame.momentum = usual_momentum;

  std::ranges::transform(bins, factors_.begin(), [](auto bin) { return std::norm(bin); });
  array(factors_) = array(frame.magnitudes) / array(factors_).max(1e-36f).sqrt();
  std::ranges::transform(bins, factors_, bins.begin(), [](auto bin, float factor) { return bin * factor; });

  const auto sum = std::span(sum_).subspan(place * hop_, heard_.size());
  array(sum) -= array(frame.samples);
  stft_.inverse(bins, frame.samples);
  array(sum) += array(frame.samples);
}

/** Copies the sum at a frame's place; under the newest frame, later frames are still missing. */
void Refinement::listen(std::size_t place) {
  const auto sum = std::span(sum_).subspan(place * hop_, heard_.size());
  const std::size_t whole = (newest_place - place) * hop_;
  const std::size_t begun = heard_.size() - whole;
  std::ranges::copy(sum.first(whole), heard_.begin());
  array(std::span(heard_).last(begun)) = array(sum.last(begun)) * array(std::span(evening_).first(begun));
}

void Refinement::pop(std::span<float> samples) {
  const auto finished = sum_.begin() + static_cast<std::ptrdiff_t>(hop_);
  std::copy(sum_.begin(), finished, samples.begin());
  std::fill(std::copy(finished, sum_.end(), sum_.begin()), sum_.end(), 0.f);
}

std::span<const float> Refinement::pending() const {
  return std::span(sum_).first(sum_.size() - hop_);
}

void Refinement::archive(StateArchive& state) {
  for (Frame& frame : frames_) {
    state.values(frame.bins);
    state.values(frame.magnitudes);
    state.values(frame.before);
    state.values(frame.samples);
    state.value(frame.momentum);
  }
  state.values(sum_);
}

}  // namespace aeolian
