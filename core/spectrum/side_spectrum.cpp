// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/side_spectrum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Amplitude of the loudest side, as a multiple of the mid's, and ImageBand::in_phase at that level. */
constexpr float loudest_side = 2.f;
constexpr float least_in_phase = (1.f - loudest_side * loudest_side) / (1.f + loudest_side * loudest_side);

/** Bins between two forward shifts, where a band is wide enough: 3 ms at 44.1 kHz. */
constexpr std::size_t bins_a_period = 16;

/** Period of each bin's alternation, seconds. */
constexpr double period_s = 4.;

/** Elements of a period, a power of 2, and the steepness of its change from forwards to backwards. */
constexpr std::size_t period_size = 256;
constexpr double steepness = 3.;

std::vector<float> one_period() {
  std::vector<float> period(period_size);
  for (std::size_t i = 0; i < period_size; ++i) {
    const double angle = 2. * std::numbers::pi * (static_cast<double>(i) + 0.5) / period_size;
    period[i] = static_cast<float>(std::tanh(steepness * std::sin(angle)));
  }
  return period;
}

/** Spreads one band's bins over whole periods. */
void fill_places(std::span<float> places) {
  const auto periods = static_cast<float>(std::max<std::size_t>(1, places.size() / bins_a_period));
  const auto size = static_cast<float>(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const float position = periods * (static_cast<float>(i) + 0.5f) / size;
    places[i] = period_size * (position - std::floor(position));
  }
}

/** Smooths the shifts as overlapping Hann windows do, whose power spectrum is three bins wide. */
std::vector<float> smoothed(std::span<const float> turns) {
  std::vector<float> smooth(turns.size());
  for (std::size_t i = 1; i + 1 < turns.size(); ++i)
    smooth[i] = (turns[i - 1] + 4.f * turns[i] + turns[i + 1]) / 6.f;
  return smooth;
}

float mean_square(std::span<const float> turns) {
  float sum = 0.f;
  for (const float turn : turns) sum += turn * turn;
  return sum / static_cast<float>(turns.size());
}

}  // namespace

SideBand side_of(const ImageBand& image) {
  const float in_phase = std::clamp(image.in_phase, least_in_phase, 1.f);
  const float room = 1.f - in_phase * in_phase;  // left for the squares of the others
  const float taken = image.balance * image.balance + image.quadrature * image.quadrature;
  const float scale = taken > room ? std::sqrt(room / taken) : 1.f;
  const float mid = 1.f + in_phase;
  return {{scale * image.balance / mid, scale * image.quadrature / mid},
          std::sqrt(std::max(0.f, room - taken)) / mid};
}

SideSpectrum::SideSpectrum(const FrontEnd& front_end, std::span<const float> edges)
    : bands_(front_end, edges),
      band_of_bin_(static_cast<std::size_t>(front_end.bins()), bands_.size() - 1),
      period_(one_period()),
      place_(band_of_bin_.size()),
      amplitude_(band_of_bin_.size()),
      move_(static_cast<float>(period_size / (period_s * front_end.frame_rate()))),
      factors_(band_of_bin_.size()) {
  find_turns();
}

std::span<float> SideSpectrum::part(std::span<float> bins, std::size_t band) const {
  return bins.subspan(bands_.begin_of(band), bands_.end_of(band) - bands_.begin_of(band));
}

/**
 * Assigns the bins of each band to places in the period, and compensates for the loss of power by smoothing.
 */
void SideSpectrum::find_turns() {
  for (std::size_t band = 0; band < bands_.size(); ++band) {
    const auto places = part(place_, band);
    fill_places(places);
    std::fill_n(band_of_bin_.begin() + static_cast<std::ptrdiff_t>(bands_.begin_of(band)), places.size(),
                band);
  }
  const auto power = power_left();
  for (std::size_t band = 0; band < bands_.size(); ++band)
    std::ranges::fill(part(amplitude_, band), power[band] > 0.f ? 1.f / std::sqrt(power[band]) : 0.f);
  amplitude_.front() = amplitude_.back() = 0.f;  // the first bin and the last one are real
}

float SideSpectrum::turn_of(std::size_t bin) const {
  return period_[static_cast<std::size_t>(place_[bin] + moved_) % period_size];
}

/** The power of the shifted mid in each band after smoothing, relative to the mid, averaged over a period. */
std::vector<float> SideSpectrum::power_left() {
  constexpr std::size_t moments = 8, apart = period_size / moments;
  std::vector<float> turns(place_.size()), power(bands_.size());
  for (std::size_t moment = 0; moment < moments; ++moment) {
    moved_ = static_cast<float>(moment * apart);
    for (std::size_t bin = 0; bin < bands_.end_of(bands_.size() - 1); ++bin) turns[bin] = turn_of(bin);
    auto left = smoothed(turns);
    for (std::size_t band = 0; band < bands_.size(); ++band)
      power[band] += mean_square(part(left, band)) / moments;
  }
  moved_ = 0.f;
  return power;
}

void SideSpectrum::set(std::span<const SideBand> sides, float transposition) {
  const auto last = static_cast<float>(factors_.size() - 1);
  for (std::size_t bin = 0; bin < factors_.size(); ++bin) {
    const std::size_t source =
        transposition == 1.f
            ? bin
            : static_cast<std::size_t>(std::min(static_cast<float>(bin) / transposition + 0.5f, last));
    const SideBand& side = sides[band_of_bin_[source]];
    factors_[bin] = {side.alike.real(),
                     side.alike.imag() + side.unlike * amplitude_[source] * turn_of(source)};
  }
}

void SideSpectrum::move_on() {
  moved_ += move_;
  if (moved_ >= static_cast<float>(period_size)) moved_ -= static_cast<float>(period_size);
}

void SideSpectrum::archive(StateArchive& state) {
  state.value(moved_);
  if (!state.require(moved_ >= 0.f && moved_ < static_cast<float>(period_size))) moved_ = 0.f;
}

void multiply(std::span<const std::complex<float>> a, std::span<const std::complex<float>> b,
              std::span<std::complex<float>> product) {
  for (std::size_t i = 0; i < product.size(); ++i)
    product[i] = {a[i].real() * b[i].real() - a[i].imag() * b[i].imag(),
                  a[i].real() * b[i].imag() + a[i].imag() * b[i].real()};
}

}  // namespace aeolian
