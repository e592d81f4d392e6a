// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/bands.h"

#include <algorithm>
#include <cmath>

#include "core/spectrum/stft.h"

namespace aeolian {
namespace {

/** Band centres in bins if the width of bands is `growth` times their frequency, and at least one bin. */
std::vector<double> centres_for(const FrontEnd& front_end, double growth) {
  const double linear = std::floor(front_end.linear_to / front_end.bin_width());
  std::vector<double> centres(static_cast<std::size_t>(front_end.bands));
  double position = 0.;
  for (double& centre : centres) {
    centre = position;
    position += position < linear ? 1. : std::max(1., growth * position);
  }
  return centres;
}

/** Band centres in bins, from 0 to the last kept bin. */
std::vector<double> band_centres(const FrontEnd& front_end) {
  const double last = front_end.kept_bins() - 1;
  double low = 0.;
  double high = last;  // large enough to pass the last bin in one step from bin 1
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2.;
    (centres_for(front_end, middle).back() < last ? low : high) = middle;
  }
  std::vector<double> centres = centres_for(front_end, high);
  centres.back() = last;
  return centres;
}

}  // namespace

Bands::Bands(const FrontEnd& front_end)
    : bin_width_(front_end.bin_width()), positions_(band_centres(front_end)) {
  norms_.assign(positions_.size(), 0.f);
  int band = 0;
  for (int bin = 0; bin < front_end.kept_bins(); ++bin) {
    while (band + 2 < front_end.bands && positions_[static_cast<std::size_t>(band) + 1] <= bin) ++band;
    const auto at = static_cast<std::size_t>(band);
    const auto share = static_cast<float>((bin - positions_[at]) / (positions_[at + 1] - positions_[at]));
    places_.push_back({band, share});
    norms_[at] += 1.f - share;
    norms_[at + 1] += share;
  }
  for (float& norm : norms_) norm = 1.f / norm;
}

void Bands::to_bands(std::span<const std::complex<float>> bins, std::span<float> log_bands) const {
  std::ranges::fill(log_bands, 0.f);
  for (std::size_t bin = 0; bin < places_.size(); ++bin) {
    const auto [band, share] = places_[bin];
    const float power = std::norm(bins[bin]);
    const float upper = share * power;
    log_bands[static_cast<std::size_t>(band)] += power - upper;
    log_bands[static_cast<std::size_t>(band) + 1] += upper;
  }
  const float lowest = std::exp(2.f * log_floor);
  std::ranges::transform(log_bands, norms_, log_bands.begin(), [lowest](float power, float norm) {
    return 0.5f * std::log(std::max(power * norm, lowest));
  });
}

void Bands::to_bins(std::span<const float> log_bands, std::span<float> log_bins) const {
  interpolate(log_bands, log_bins);
  std::fill(log_bins.begin() + static_cast<std::ptrdiff_t>(places_.size()), log_bins.end(), log_silence);
}

void Bands::interpolate(std::span<const float> band_values, std::span<float> bin_values) const {
  for (std::size_t bin = 0; bin < places_.size(); ++bin) {
    const auto [band, share] = places_[bin];
    const float below = band_values[static_cast<std::size_t>(band)];
    const float above = band_values[static_cast<std::size_t>(band) + 1];
    bin_values[bin] = below + share * (above - below);
  }
  std::fill(bin_values.begin() + static_cast<std::ptrdiff_t>(places_.size()), bin_values.end(),
            band_values.back());
}

std::vector<float> Bands::centres() const {
  std::vector<float> hertz(positions_.size());
  std::ranges::transform(positions_, hertz.begin(),
                         [this](double position) { return static_cast<float>(position * bin_width_); });
  return hertz;
}

std::vector<float> band_spectrogram(const FrontEnd& front_end, std::span<const float> sound) {
  const auto width = static_cast<std::size_t>(front_end.bands);
  Stft stft(front_end);
  const Bands bands(front_end);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  std::vector<float> rows(frame_count(front_end, sound.size()) * width);
  for (std::size_t n = 0; n * width < rows.size(); ++n) {
    window_of_frame(front_end, sound, n, window);
    stft.forward(window, bins);
    bands.to_bands(bins, std::span(rows).subspan(n * width, width));
  }
  return rows;
}

}  // namespace aeolian
