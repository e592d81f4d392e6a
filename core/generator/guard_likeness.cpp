// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/guard_likeness.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace aeolian {
namespace {

constexpr double shortest_loop_s = 0.2;  // below that, overlapping prints are always similar
constexpr double memory_s = 2.;          // over which differences are averaged
constexpr double periods = 4.;
constexpr double level_s = 0.5;
constexpr float least_variance = 0.09f;  // dB^2: smaller changes are inaudible

float mean_square_difference(const Print& a, const Print& b) {
  float sum = 0.f;
  for (std::size_t band = 0; band < print_bands; ++band) {
    sum += (a[band] - b[band]) * (a[band] - b[band]);
  }
  return sum / print_bands;
}

}  // namespace

LoopSearch::LoopSearch(double rate, double longest_s)
    : rate_(rate),
      past_(static_cast<std::size_t>(std::max(longest_s, 1.) * rate)),
      difference_(past_.size() + 1),
      run_(past_.size() + 1) {}

bool LoopSearch::hear(const Print& print, double enough_s, double likeness) {
  const auto share = static_cast<float>(1. / (memory_s * rate_));
  const auto shortest = static_cast<std::size_t>(std::ceil(shortest_loop_s * rate_));
  float contrast = 0.f;  // the largest difference at a shorter lag
  bool found = false;
  for (std::size_t lag = 1; lag <= heard_; ++lag) {
    const Print& before = past_[(position_ + past_.size() - lag) % past_.size()];
    float& difference = difference_[lag];
    difference += share * (mean_square_difference(print, before) - difference);
    const bool alike = lag >= shortest && difference < static_cast<float>(likeness) * contrast;
    run_[lag] = alike ? run_[lag] + 1 : 0;
    contrast = std::max(contrast, difference);
    found = found || run_[lag] >= rate_ * std::max(enough_s, periods * static_cast<double>(lag) / rate_);
  }
  past_[position_] = print;
  position_ = (position_ + 1) % past_.size();
  heard_ = std::min(heard_ + 1, past_.size());
  return found && enough_s > 0.;
}

double LoopSearch::repeated_s() const {
  return *std::ranges::max_element(run_) / rate_;
}

void LoopSearch::forget() {
  position_ = heard_ = 0;
  std::ranges::fill(difference_, 0.f);
  std::ranges::fill(run_, 0);
}

FrozenSpectrum::FrozenSpectrum(const SoundPrints& prints, double frozen_s)
    : prints_a_level_(static_cast<std::size_t>(std::lround(level_s * prints.rate()))),
      levels_(static_cast<std::size_t>(std::max(frozen_s / level_s, 4.))) {
  const double decibels_a_neper_of_power = 10. / std::numbers::ln10;
  for (std::size_t band = 0; band < print_bands; ++band) {
    // A band of width B over T seconds has B T independent values of noise.
    noise_[band] = static_cast<float>(decibels_a_neper_of_power * decibels_a_neper_of_power /
                                      (prints.width(band) * level_s));
  }
}

bool FrozenSpectrum::hear(const Print& step, double likeness) {
  for (std::size_t band = 0; band < print_bands; ++band) {
    sum_[band] += step[band] / static_cast<float>(prints_a_level_);
  }
  if (++summed_ < prints_a_level_) {
    return false;
  }
  levels_[position_] = decibels(sum_);
  position_ = (position_ + 1) % levels_.size();
  heard_ = std::min(heard_ + 1, levels_.size());
  sum_.fill(0.f);
  summed_ = 0;
  if (heard_ < levels_.size()) {
    return false;
  }
  liveliness_ = 0.f;
  for (std::size_t band = 0; band < print_bands; ++band) {
    float sum = 0.f, squares = 0.f;
    for (const Print& level : levels_) {
      const float from_now = level[band] - levels_.front()[band];
      sum += from_now;
      squares += from_now * from_now;
    }
    const auto count = static_cast<float>(levels_.size());
    const float variance = (squares - sum * sum / count) / (count - 1.f);
    liveliness_ += variance / (noise_[band] + least_variance) / print_bands;
  }
  return liveliness_ < static_cast<float>(likeness);
}

void FrozenSpectrum::forget() {
  sum_.fill(0.f);
  summed_ = position_ = heard_ = 0;
  liveliness_ = std::numeric_limits<float>::infinity();
}

}  // namespace aeolian
