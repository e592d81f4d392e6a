// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/guard_prints.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace aeolian {
namespace {

constexpr double lowest = 60.;            // Hz
constexpr double highest_share = 0.4;     // of the sample rate; above that, resamplers differ
constexpr double windows_a_second = 43.;  // without overlap, about

FrontEnd front_end_for(int sample_rate) {
  const auto wanted = static_cast<unsigned>(sample_rate / (0.5 * windows_a_second));
  FrontEnd front_end;
  front_end.sample_rate = sample_rate;
  front_end.window = static_cast<int>(std::bit_floor(std::max(wanted, 64u)));
  front_end.hop = front_end.window / 4;
  return front_end;
}

}  // namespace

SoundPrints::SoundPrints(int sample_rate)
    : front_end_(front_end_for(sample_rate)),
      stft_(front_end_),
      rate_(front_end_.frame_rate() / frames_a_print),
      window_(static_cast<std::size_t>(front_end_.window)),
      ordered_(window_.size()),
      bins_(static_cast<std::size_t>(front_end_.bins())) {
  const double ratio = highest_share * sample_rate / lowest;
  for (std::size_t edge = 0; edge <= print_bands; ++edge) {
    const double frequency = lowest * std::pow(ratio, static_cast<double>(edge) / print_bands);
    const auto bin = static_cast<std::size_t>(std::lround(frequency / front_end_.bin_width()));
    edges_[edge] = edge == 0 ? bin : std::max(bin, edges_[edge - 1] + 1);  // no band without a bin
  }
  for (std::size_t band = 0; band < print_bands; ++band) {
    widths_[band] = static_cast<double>(edges_[band + 1] - edges_[band]) * front_end_.bin_width();
  }
}

bool SoundPrints::hear(float sample) {
  window_[position_] = sample;
  position_ = (position_ + 1) % window_.size();
  if (position_ % static_cast<std::size_t>(front_end_.hop) != 0) {
    return false;
  }
  analyse();
  return frame_ % frames_a_print == 0;
}

/** Analyses a frame, whose bands replace those of eight frames ago. */
void SoundPrints::analyse() {
  std::ranges::rotate_copy(window_, window_.begin() + static_cast<std::ptrdiff_t>(position_),
                           ordered_.begin());
  stft_.forward(ordered_, bins_);
  Print& frame = recent_[frame_];
  for (std::size_t band = 0; band < print_bands; ++band) {
    frame[band] = 0.f;
    for (std::size_t bin = edges_[band]; bin < edges_[band + 1]; ++bin) {
      frame[band] += std::norm(bins_[bin]);
    }
  }
  const Print& before = recent_[(frame_ + frames - 1) % frames];
  frame_ = (frame_ + 1) % frames;
  print_.fill(0.f);
  for (std::size_t band = 0; band < print_bands; ++band) {
    step_[band] = 0.5f * (frame[band] + before[band]);
    for (const Print& each : recent_) {
      print_[band] += each[band] / frames;
    }
  }
}

void SoundPrints::forget() {
  std::ranges::fill(window_, 0.f);
  recent_ = {};
  position_ = 0;
  frame_ = 0;
}

Print decibels(const Print& print) {
  constexpr float floor = 1e-8f;  // -80 dB
  Print levels;
  std::ranges::transform(print, levels.begin(), [](float power) { return 10.f * std::log10(power + floor); });
  return levels;
}

}  // namespace aeolian
