// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/onset_shape.h"

#include <algorithm>
#include <cmath>

#include "core/spectrum/stft.h"
#include "trainer/measures/mel.h"

namespace aeolian::trainer {
namespace {

constexpr double envelope_hop_s = .001, envelope_window_s = .003, beside_s = .05, rise_within_s = .012;
constexpr double onset_apart_s = .06, least_step_db = 12, softest_onset_db = 30, envelope_floor_db = 60;
constexpr double attack_from = .1, attack_to = .9;

/** Mean power in Hann windows, one per millisecond. */
std::vector<double> envelope(std::span<const float> samples, int sample_rate) {
  const auto hop = std::max<std::size_t>(1, static_cast<std::size_t>(envelope_hop_s * sample_rate));
  const auto size = std::max<std::size_t>(4, static_cast<std::size_t>(envelope_window_s * sample_rate));
  const auto window = hann(static_cast<int>(size));
  std::vector<double> powers;
  for (std::size_t at = 0; at + size <= samples.size(); at += hop) {
    double power = 0;
    for (std::size_t i = 0; i < size; ++i)
      power += static_cast<double>(window[i] * samples[at + i] * samples[at + i]);
    powers.push_back(2 * power / static_cast<double>(size));
  }
  return powers;
}

double decibels(double power) {
  return 10 * std::log10(power + 1e-20);
}

class OnsetFinder {
 public:
  OnsetFinder(std::span<const float> samples, int sample_rate)
      : hop_s_(std::max(1., std::floor(envelope_hop_s * sample_rate)) / sample_rate),
        powers_(envelope(samples, sample_rate)) {
    const double loudest = powers_.empty() ? 0 : *std::ranges::max_element(powers_);
    const double floor = loudest * std::pow(10, -envelope_floor_db / 10) + 1e-12;
    for (double& power : powers_) power = std::max(power, floor);
    sums_.push_back(0);
    for (const double power : powers_) sums_.push_back(sums_.back() + power);
  }

  std::vector<OnsetShape> find() const {
    const auto beside = frames(beside_s), apart = frames(onset_apart_s), count = std::ssize(powers_);
    std::vector<double> steps(powers_.size(), 0);
    double loudest = 0;
    for (std::ptrdiff_t t = beside; t + beside <= count; ++t) {
      steps[static_cast<std::size_t>(t)] = decibels(mean(t, t + beside)) - decibels(mean(t - beside, t));
      loudest = std::max(loudest, mean(t, t + beside));
    }
    const double softest = loudest * std::pow(10, -softest_onset_db / 10);
    std::vector<OnsetShape> onsets;
    for (std::ptrdiff_t t = beside; t + beside <= count; ++t) {
      const auto begin = steps.begin() + std::max<std::ptrdiff_t>(0, t - apart);
      const auto end = steps.begin() + std::min(count, t + apart + 1);
      const double step = steps[static_cast<std::size_t>(t)];
      if (step < least_step_db || mean(t, t + beside) < softest) continue;
      if (std::max_element(begin, end) == steps.begin() + t) onsets.push_back(shape(t));
    }
    return onsets;
  }

 private:
  std::ptrdiff_t frames(double seconds) const { return std::max(1l, std::lround(seconds / hop_s_)); }

  double mean(std::ptrdiff_t begin, std::ptrdiff_t end) const {
    return (sums_[static_cast<std::size_t>(end)] - sums_[static_cast<std::size_t>(begin)]) /
           static_cast<double>(end - begin);
  }

  OnsetShape shape(std::ptrdiff_t onset) const {
    const auto within = frames(rise_within_s), count = std::ssize(powers_);
    const auto begin = std::max<std::ptrdiff_t>(0, onset - frames(beside_s));
    const auto end = std::min(count, onset + frames(beside_s));
    OnsetShape shape;
    for (auto t = begin; t + within < end; ++t) {
      const double rise = decibels(at(t + within)) - decibels(at(t));
      if (rise <= shape.rise_db) continue;
      shape.rise_db = rise;
      shape.at_s = static_cast<double>(t) * hop_s_;
    }
    const auto peak = std::max_element(powers_.begin() + begin, powers_.begin() + end) - powers_.begin();
    const auto crossing = [&](double share) {  // backwards from the peak
      auto t = peak;
      while (t > begin && at(t) > share * share * at(peak)) --t;
      return t;
    };
    shape.attack_ms = static_cast<double>(crossing(attack_to) - crossing(attack_from)) * hop_s_ * 1000;
    return shape;
  }

  double at(std::ptrdiff_t t) const { return powers_[static_cast<std::size_t>(t)]; }

  double hop_s_;
  std::vector<double> powers_, sums_;
};

}  // namespace

std::vector<OnsetShape> onset_shapes(std::span<const float> samples, int sample_rate) {
  return OnsetFinder(samples, sample_rate).find();
}

TypicalOnset typical_onset(const std::vector<OnsetShape>& onsets) {
  std::vector<double> rises, attacks;
  for (const OnsetShape& onset : onsets) {
    rises.push_back(onset.rise_db);
    attacks.push_back(onset.attack_ms);
  }
  return {percentile(rises, .5), percentile(attacks, .5), onsets.size()};
}

}  // namespace aeolian::trainer
