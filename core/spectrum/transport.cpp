// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/transport.h"

#include <algorithm>
#include <cmath>

#include "core/spectrum/front_end.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Rise of the energy over its running mean (natural log) at which an onset begins, and is complete. */
constexpr double onset_begins = 1.38, onset_is_whole = 2.76;  // 6 and 12 dB

/** Difference of the energies (natural log) at which the softer sound begins to count as a pause, and counts
 * as one entirely. */
constexpr double pause_begins = 4.6, pause_is_whole = 9.2;  // 20 and 40 dB

/** Per frame: how far the running mean follows, and the share that is left of an onset. */
constexpr double level_follows = 0.3;
constexpr float onset_stays = 0.7f;

/** Minimum of a magnitude, so that its logarithm exists. */
constexpr float least_magnitude = 1e-12f;

}  // namespace

SpectralTransport::SpectralTransport(int bins) : moved_(static_cast<std::size_t>(bins)) {
  for (auto& sound : sounds_) {
    sound.magnitudes.resize(moved_.size());
    sound.lobes.reserve(moved_.size());
  }
}

void SpectralTransport::restart() {
  onset_ = 0.f;
  for (auto& sound : sounds_) sound.level = -1;
}

void SpectralTransport::archive(StateArchive& state) {
  state.value(onset_);
  for (auto& sound : sounds_) state.value(sound.level);
}

void SpectralTransport::between(std::span<const float> a, std::span<const float> b, float weight,
                                std::span<float> out) {
  take(a, sounds_[0]);
  take(b, sounds_[1]);
  const float onset = onset_share();
  if (!(weight > 0.f)) return void(std::ranges::copy(a, out.begin()));
  if (weight >= 1.f) return void(std::ranges::copy(b, out.begin()));
  const auto w = static_cast<double>(weight);
  transport(place_of(weight));
  double energy = 0;
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    const float mixed = (1.f - weight) * sounds_[0].magnitudes[i] + weight * sounds_[1].magnitudes[i];
    moved_[i] += onset * (mixed - moved_[i]);
    energy += static_cast<double>(moved_[i]) * static_cast<double>(moved_[i]);
  }
  const double wanted = (1 - w) * sounds_[0].energy + w * sounds_[1].energy;
  const auto gain = static_cast<float>(energy > 0 ? std::sqrt(wanted / energy) : 0.);
  for (std::size_t i = 0; i < moved_.size(); ++i)
    out[i] = std::max(log_silence, std::log(std::max(gain * moved_[i], least_magnitude)));
}

void SpectralTransport::take(std::span<const float> log_bins, Sound& sound) {
  sound.sum = sound.energy = 0;
  for (std::size_t i = 0; i < log_bins.size(); ++i) {
    const float magnitude = log_bins[i] > log_silence ? std::exp(log_bins[i]) : 0.f;
    sound.magnitudes[i] = magnitude;
    sound.sum += static_cast<double>(magnitude);
    sound.energy += static_cast<double>(magnitude) * static_cast<double>(magnitude);
  }
}

/** How much of an onset the present frame is, of either sound: 0..1. */
float SpectralTransport::onset_share() {
  onset_ *= onset_stays;
  for (auto& sound : sounds_) {
    if (sound.level >= 0) {
      const double rise = std::log((sound.energy + 1e-12) / (sound.level + 1e-12));
      const double share = (rise - onset_begins) / (onset_is_whole - onset_begins);
      onset_ = std::max(onset_, static_cast<float>(std::clamp(share, 0., 1.)));
      sound.level += level_follows * (sound.energy - sound.level);
    } else {
      sound.level = sound.energy;
    }
  }
  return onset_;
}

/** Cuts the spectrum where it rises after it has fallen. */
void SpectralTransport::find_lobes(Sound& sound) {
  const auto& m = sound.magnitudes;
  sound.lobes.clear();
  for (std::size_t begin = 0, i = 1; i <= m.size(); ++i) {
    const bool is_valley = i + 1 < m.size() && m[i] <= m[i - 1] && m[i] < m[i + 1];
    if (!is_valley && i < m.size()) continue;
    double mass = 0, moment = 0;
    for (std::size_t k = begin; k < i; ++k) {
      mass += static_cast<double>(m[k]);
      moment += static_cast<double>(m[k]) * static_cast<double>(k);
    }
    if (mass > 0)
      sound.lobes.push_back(
          {begin, i, static_cast<float>(mass / sound.sum), static_cast<float>(moment / mass)});
    begin = i;
  }
}

/** The weight that places frequencies; where one sound pauses, the place of the other. */
float SpectralTransport::place_of(float weight) const {
  const double louder = std::log((sounds_[1].energy + 1e-12) / (sounds_[0].energy + 1e-12));
  const auto pause = static_cast<float>(
      std::clamp((std::abs(louder) - pause_begins) / (pause_is_whole - pause_begins), 0., 1.));
  return weight + pause * ((louder > 0 ? 1.f : 0.f) - weight);
}

/** Fills moved_, not yet scaled to the right energy, with frequencies at `place` between the sounds, 0..1. */
void SpectralTransport::transport(float place) {
  std::ranges::fill(moved_, 0.f);
  auto& [a, b] = sounds_;
  if (!(a.sum > 0) || !(b.sum > 0)) {  // nothing to move to: a fade
    for (std::size_t i = 0; i < moved_.size(); ++i)
      moved_[i] = (1.f - place) * a.magnitudes[i] + place * b.magnitudes[i];
    return;
  }
  find_lobes(a);
  find_lobes(b);
  // In one dimension the optimal transport pairs equal quantiles.
  std::size_t i = 0, j = 0;
  float left_a = a.lobes[0].mass, left_b = b.lobes[0].mass;
  while (i < a.lobes.size() && j < b.lobes.size()) {
    const Lobe &of_a = a.lobes[i], &of_b = b.lobes[j];
    if (const float share = std::min(left_a, left_b); share > 0.f) {
      const float centre = of_a.centre + place * (of_b.centre - of_a.centre);
      put(a, of_a, centre, (1.f - place) * share / of_a.mass);
      put(b, of_b, centre, place * share / of_b.mass);
      left_a -= share;
      left_b -= share;
    }
    if (left_a <= left_b) {
      if (++i < a.lobes.size()) left_a = a.lobes[i].mass;
    } else if (++j < b.lobes.size()) {
      left_b = b.lobes[j].mass;
    }
  }
}

/**
 * Adds `share` of a lobe around `centre`. Between bins its logarithm is linear, which keeps the shape of a
 * peak, from which phases are found; at its edges the magnitude itself is linear, so that neighbours that
 * move together meet without a gap.
 */
void SpectralTransport::put(const Sound& sound, const Lobe& lobe, float centre, float share) {
  const float distance = centre - lobe.centre, whole = std::floor(distance), fraction = distance - whole;
  const auto shift = static_cast<std::ptrdiff_t>(whole);
  const auto& m = sound.magnitudes;
  for (std::size_t k = lobe.begin; k <= lobe.end; ++k) {
    const auto at = static_cast<std::ptrdiff_t>(k) + shift;
    if (at < 0 || at >= std::ssize(moved_)) continue;
    float value = 0.f;
    if (k == lobe.begin)
      value = (1.f - fraction) * m[k];
    else if (k == lobe.end)
      value = fraction * m[k - 1];
    else if (m[k] > 0.f && m[k - 1] > 0.f)
      value = std::exp((1.f - fraction) * std::log(m[k]) + fraction * std::log(m[k - 1]));
    moved_[static_cast<std::size_t>(at)] += share * value;
  }
}

}  // namespace aeolian
