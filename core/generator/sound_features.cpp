// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/sound_features.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aeolian {
namespace {

constexpr double compared_s = 1., onset_rate_s = 4., pulse_s = 6.;
constexpr double shortest_between_s = 0.06;  // onsets
/** How far the flux must stand out at an onset: beyond the mean, in mean deviations and nepers. */
constexpr float standing_out = 2.5f, least_flux = 0.12f;

constexpr double lowest_hz = 55.;
constexpr int per_octave = 48, harmonics = 8;
constexpr double highest_harmonic_hz = 5000.;
/** A pitch that explains less does not count. */
constexpr float least_salience = 0.25f;

constexpr std::size_t steps_between_pulses = 8;
constexpr double slowest_hz = 0.5, fastest_hz = 4.;
constexpr float least_clarity = 0.15f, as_good_as = 0.7f;
/** Variance of the flux below which nothing could be a beat. */
constexpr float least_pulse_variance = 4e-4f;

std::size_t at_least_one(double value) {
  return static_cast<std::size_t>(std::max(1L, std::lround(value)));
}

/**
 * Position of the maximum of the parabola through three neighbours, relative to the middle one; 0 if it bends
 * upwards.
 */
double vertex(float before, float here, float after) {
  const float bend = before - 2.f * here + after;
  return bend < 0.f ? static_cast<double>(0.5f * (before - after) / bend) : 0.;
}

}  // namespace

SoundFeatures::SoundFeatures(const FrontEnd& front_end, int frames_per_step)
    : front_end_(front_end),
      frames_per_step_(frames_per_step),
      spectral_flux_(front_end),
      flux_(at_least_one(compared_s * front_end.frame_rate())),
      roots_(static_cast<std::size_t>(front_end.bins())) {
  const double step_rate = front_end.frame_rate() / frames_per_step;
  pulse_flux_.resize(at_least_one(pulse_s * step_rate));
  centred_.resize(pulse_flux_.size());
  autocorrelation_.resize(pulse_flux_.size());
  onsets_.resize(at_least_one(onset_rate_s * step_rate));
}

void SoundFeatures::take(std::span<const std::complex<float>> bins, std::span<const float> bands) {
  const float flux = spectral_flux_.take(bands);
  strongest_flux_ = std::max(strongest_flux_, flux);
  if (begins(flux)) ++onsets_in_step_;
  if (++frames_in_step_ < frames_per_step_) return;
  for (std::size_t i = 0; i < roots_.size(); ++i) roots_[i] = std::sqrt(std::sqrt(std::norm(bins[i])));
}

bool SoundFeatures::begins(float flux) {
  const float mean = std::accumulate(flux_.begin(), flux_.end(), 0.f) / static_cast<float>(flux_.size());
  float deviation = 0.f;
  for (const float one : flux_) deviation += std::abs(one - mean);
  deviation /= static_cast<float>(flux_.size());
  flux_[next_flux_] = flux;
  next_flux_ = (next_flux_ + 1) % flux_.size();
  ++since_onset_;
  if (flux < mean + standing_out * deviation + least_flux) return false;
  const bool is_new = since_onset_ > shortest_between_s * front_end_.frame_rate();
  since_onset_ = 0;
  return is_new;
}

void SoundFeatures::end_step(float rms, bool sounds) {
  description_.level_db = std::max(-100.f, 20.f * std::log10(std::max(rms, 1e-10f)));
  description_.is_onset = sounds && onsets_in_step_ > 0;
  onsets_[step_ % onsets_.size()] = description_.is_onset ? 1 : 0;
  pulse_flux_[step_ % pulse_flux_.size()] = sounds ? strongest_flux_ : 0.f;
  ++step_;
  description_.onset_rate =
      static_cast<float>(std::accumulate(onsets_.begin(), onsets_.end(), 0) / onset_rate_s);
  onsets_in_step_ = frames_in_step_ = 0;
  strongest_flux_ = 0.f;
  if (sounds) {
    find_pitch();
  } else {
    description_.pitch_hz = description_.salience = 0.f;
  }
  if (step_ % steps_between_pulses == 0) find_pulse();
}

/** How much larger the root magnitudes are at the harmonics of `hz` than half-way between them. */
float SoundFeatures::strength(double hz) const {
  const double bin = hz / front_end_.bin_width();
  const auto at = [&](double position) {
    const auto first = static_cast<std::size_t>(position);
    const auto part = static_cast<float>(position - static_cast<double>(first));
    return roots_[first] + part * (roots_[first + 1] - roots_[first]);
  };
  float sum = 0.f, weights = 0.f;
  const double highest = std::min(highest_harmonic_hz / front_end_.bin_width(),
                                  static_cast<double>(roots_.size() - 1) - 0.5 * bin);
  for (int k = 1; k <= harmonics && k * bin < highest; ++k) {
    const float weight = 1.f / std::sqrt(static_cast<float>(k));
    sum += weight * (at(k * bin) - 0.5f * at((k - 0.5) * bin) - 0.5f * at((k + 0.5) * bin));
    weights += weight * weight;
  }
  return weights > 0.f ? sum / std::sqrt(weights) : 0.f;
}

void SoundFeatures::find_pitch() {
  for (int i = 0; i < candidates; ++i)
    strengths_[static_cast<std::size_t>(i)] =
        strength(lowest_hz * std::exp2(static_cast<double>(i) / per_octave));
  const auto best = static_cast<std::size_t>(std::ranges::max_element(strengths_) - strengths_.begin());
  const float length = std::sqrt(std::inner_product(roots_.begin(), roots_.end(), roots_.begin(), 0.f));
  description_.salience = length > 0.f ? std::clamp(strengths_[best] / length, 0.f, 1.f) : 0.f;
  double place = static_cast<double>(best);
  if (best > 0 && best + 1 < strengths_.size())
    place += vertex(strengths_[best - 1], strengths_[best], strengths_[best + 1]);
  const bool is_pitch = description_.salience >= least_salience;
  description_.pitch_hz = is_pitch ? static_cast<float>(lowest_hz * std::exp2(place / per_octave)) : 0.f;
}

void SoundFeatures::find_pulse() {
  description_.pulse_hz = description_.pulse_clarity = 0.f;
  const std::size_t size = pulse_flux_.size();
  const float mean = std::accumulate(pulse_flux_.begin(), pulse_flux_.end(), 0.f) / static_cast<float>(size);
  // Oldest first, and smoothed over three steps, because beats are not a whole number of steps apart
  const auto flux_at = [&](std::size_t i) { return pulse_flux_[(step_ + i) % size] - mean; };
  for (std::size_t i = 0; i < size; ++i)
    centred_[i] =
        0.5f * flux_at(i) + 0.25f * (flux_at(i > 0 ? i - 1 : i) + flux_at(i + 1 < size ? i + 1 : i));
  const float power = std::inner_product(centred_.begin(), centred_.end(), centred_.begin(), 0.f);
  if (power < least_pulse_variance * static_cast<float>(size)) return;

  const double step_rate = front_end_.frame_rate() / frames_per_step_;
  const auto shortest = at_least_one(step_rate / fastest_hz);
  const auto longest = std::min(at_least_one(step_rate / slowest_hz), size / 2);
  if (longest < shortest + 2) return;
  for (std::size_t lag = shortest; lag <= longest + 1; ++lag) {
    const auto later = std::span(centred_).subspan(lag);
    autocorrelation_[lag] = std::inner_product(later.begin(), later.end(), centred_.begin(), 0.f) / power;
  }
  const auto peaks = std::span(autocorrelation_).subspan(shortest, longest + 1 - shortest);
  const float highest = *std::ranges::max_element(peaks);
  // The shortest of the lags that are about equally good: longer ones are several beats
  for (std::size_t lag = shortest + 1; lag <= longest; ++lag) {
    const float before = autocorrelation_[lag - 1], here = autocorrelation_[lag],
                after = autocorrelation_[lag + 1];
    if (here < as_good_as * highest || here < before || here < after || here < least_clarity) continue;
    description_.pulse_hz =
        static_cast<float>(step_rate / (static_cast<double>(lag) + vertex(before, here, after)));
    description_.pulse_clarity = std::min(here, 1.f);
    return;
  }
}

}  // namespace aeolian
