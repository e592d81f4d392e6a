// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/band_meter.h"

#include <algorithm>
#include <cmath>

namespace aeolian {
namespace {

constexpr double lowest_hz = 40., highest_hz = 16'000.;

FrontEnd front_end_at(int sample_rate) {
  FrontEnd front_end;
  front_end.sample_rate = sample_rate;
  front_end.window = BandMeter::window;
  front_end.hop = front_end.window / 8;
  return front_end;
}

float decibels(float power) {
  return std::max(BandMeter::lowest_db, 10.f * std::log10(std::max(power, 1e-12f)));
}

}  // namespace

BandMeter::BandMeter(int sample_rate)
    : transform_(front_end_at(sample_rate)),
      bins_(static_cast<std::size_t>(front_end_at(sample_rate).bins())) {
  const double bin_width = front_end_at(sample_rate).bin_width();
  const double highest = std::min(highest_hz, sample_rate / 2.);
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const double place = static_cast<double>(i) / band_count;
    edges_[i] = lowest_hz * std::pow(highest / lowest_hz, place) / bin_width;
  }
}

BandMeter::Bands BandMeter::read(std::span<const float> samples) {
  transform_.forward(samples, bins_);
  Bands bands{};
  for (std::size_t i = 0; i < band_count; ++i) {
    // A band narrower than a bin reads the bin that contains it.
    const auto first = static_cast<std::size_t>(std::lround(edges_[i]));
    const auto last =
        std::max(first, static_cast<std::size_t>(std::ceil(std::max(edges_[i + 1], 1.) - .5) - 1.));
    float loudest = 0.f;
    for (std::size_t bin = first; bin <= last; ++bin) loudest = std::max(loudest, std::norm(bins_[bin]));
    bands[i] = decibels(loudest);
  }
  return bands;
}

}  // namespace aeolian
