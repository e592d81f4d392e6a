// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/sound_statistics.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace aeolian::trainer {

namespace {

/** One frame in `rarity` may be louder than rare_power(). */
constexpr std::int64_t rarity = 1000;

template <class Value>
auto array_of(std::vector<Value>& values) {
  return Eigen::Map<Eigen::Array<Value, Eigen::Dynamic, 1>>(values.data(), std::ssize(values));
}

template <class Value>
auto array_of(const std::vector<Value>& values) {
  return Eigen::Map<const Eigen::Array<Value, Eigen::Dynamic, 1>>(values.data(), std::ssize(values));
}

}  // namespace

SoundStatistics::SoundStatistics(int bands) {
  resize(bands, 0);
  std::ranges::fill(loudest_, log_floor);
}

void SoundStatistics::resize(int bands, std::int64_t frames) {
  const auto width = static_cast<std::size_t>(bands);
  sum_.resize(width);
  squares_.resize(width);
  loudest_.resize(width);
  powers_.resize(power_steps);
  moments_.resize(static_cast<std::size_t>((frames + frames_a_moment - 1) / frames_a_moment));
  lengths_.assign(moments_.size(), frames_a_moment);
  if (frames % frames_a_moment != 0) lengths_.back() = static_cast<std::uint8_t>(frames % frames_a_moment);
}

void SoundStatistics::add(std::span<const float> frame) {
  const Eigen::Map<const Eigen::ArrayXf> values(frame.data(), std::ssize(frame));
  array_of(sum_) += values.cast<double>();
  array_of(squares_) += values.cast<double>().square();
  array_of(loudest_) = array_of(loudest_).max(values);
  const float power = (2.f * values).exp().sum();
  const double step = (std::log(static_cast<double>(power)) - lowest_power) / power_step;
  ++powers_[static_cast<std::size_t>(std::clamp(step, 0., power_steps - 1.))];
  if (lengths_.empty() || lengths_.back() == frames_a_moment) {
    moments_.push_back(0.f);
    lengths_.push_back(0);
  }
  moments_.back() += (power - moments_.back()) / static_cast<float>(++lengths_.back());
  ++frames_;
}

void SoundStatistics::join(const SoundStatistics& next) {
  frames_ += next.frames_;
  array_of(sum_) += array_of(next.sum_);
  array_of(squares_) += array_of(next.squares_);
  array_of(loudest_) = array_of(loudest_).max(array_of(next.loudest_));
  array_of(powers_) += array_of(next.powers_);
  moments_.insert(moments_.end(), next.moments_.begin(), next.moments_.end());
  lengths_.insert(lengths_.end(), next.lengths_.begin(), next.lengths_.end());
  loudest_second = std::max(loudest_second, next.loudest_second);
}

std::vector<float> SoundStatistics::mean() const {
  std::vector<float> mean(sum_.size());
  array_of(mean) = (array_of(sum_) / static_cast<double>(frames_)).cast<float>();
  return mean;
}

std::vector<float> SoundStatistics::deviation() const {
  std::vector<float> deviation(sum_.size());
  const auto count = static_cast<double>(frames_);
  const Eigen::ArrayXd variance = array_of(squares_) / count - (array_of(sum_) / count).square();
  array_of(deviation) = variance.max(0.).sqrt().cast<float>();
  return deviation;
}

float SoundStatistics::rare_power() const {
  std::int64_t above = 0;
  int step = power_steps;
  while (step > 0 && above <= frames_ / rarity) above += powers_[static_cast<std::size_t>(--step)];
  return static_cast<float>(std::exp(lowest_power + power_step * (step + 1)));
}

float SoundStatistics::lasting_power(double frame_rate, double seconds) const {
  const double rest_of_a_frame = 1 - std::min(1., 1. / (seconds * frame_rate));
  std::array<float, frames_a_moment + 1> share{};  // of a moment of that many frames in the mean
  for (int frames = 0; frames <= frames_a_moment; ++frames)
    share[static_cast<std::size_t>(frames)] = static_cast<float>(1 - std::pow(rest_of_a_frame, frames));
  float mean = 0, highest = 0;
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    mean += share[lengths_[i]] * (moments_[i] - mean);
    highest = std::max(highest, mean);
  }
  return highest;
}

double loudest_second_of(std::span<const float> samples, int sample_rate) {
  const auto second = static_cast<std::size_t>(sample_rate);
  double most = 0;
  while (!samples.empty()) {
    const auto part = samples.first(std::min(second, samples.size()));
    const double energy = std::inner_product(part.begin(), part.end(), part.begin(), 0.);
    most = std::max(most, energy / static_cast<double>(second));
    samples = samples.subspan(part.size());
  }
  return most;
}

}  // namespace aeolian::trainer
