// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/frame_shaper.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/state_archive.h"

namespace aeolian {
namespace {

constexpr float neper_per_db = std::numbers::ln10_v<float> / 20.f;

/** Time in which the slow follower reaches 63 % of a rise, seconds. */
constexpr double onset_time_s = 0.06;
constexpr float most_attack = 9.f * neper_per_db;

/**
 * Half the width of the Hann window's main lobe, bins; and below: height of a peak above its surroundings,
 * nepers.
 */
constexpr float half_lobe = 2.5f;
constexpr float least_rise = 0.5f;
constexpr std::size_t surroundings = 3;  // bins

/** Half the width over which the envelope is smoothed: no formant is narrower, few voices are higher. */
constexpr float envelope_half_hz = 300.f;
/** The same for the level from which a peak stands out. */
constexpr float peak_half_hz = 90.f;

constexpr float tilt_pivot_hz = 1000.f, lowest_tilted_hz = 30.f, shelf_hz = 2000.f;

/** How fast the loudest bin is forgotten, dB per second, and how steeply sound falls below the floor. */
constexpr float forget_db_per_s = 10.f;
constexpr float sinks = 3.f;

constexpr float most_compensation = 12.f * neper_per_db;

/**
 * Distance from a peak, in bins, within which the shape of the lobe is known; and a smaller one within which
 * the frame's deviation from it is trusted, because logarithms fall without limit at the end of a lobe.
 */
constexpr float known_lobe = 1.75f, trusted_lobe = 1.5f;
constexpr float lobe_steps = 64.f;  // values a bin, of the table

/** The log magnitude of a steady sine, `bins` from its frequency, in a Hann window; 0 at the peak. */
float hann_lobe(double bins) {
  if (bins == 0.) return 0.f;
  if (bins == 1.) return std::log(.5f);
  const double turn = std::numbers::pi * bins;
  return static_cast<float>(std::log(std::sin(turn) / turn / (1. - bins * bins)));
}

/** Distance of a sine from a bin, in bins, found from the bin's neighbours as in PhaseReconstruction. */
float distance_of_sine(float below, float above) {
  const float t = std::tanh((above - below) / 2.f);
  return 4.f * t / (3.f + std::sqrt(9.f - 8.f * t * t));
}

/** The value at a fractional position within `values`. */
float at(std::span<const float> values, float position) {
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 >= values.size()) return values.back();
  const float share = position - static_cast<float>(below);
  return values[below] + share * (values[below + 1] - values[below]);
}

double energy_of(std::span<const float> mean) {
  double energy = 0;
  for (const float value : mean) energy += static_cast<double>(std::exp(2.f * value));
  return energy;
}

/** Scales the frame to an energy, by 12 dB at most. */
void scale_to(double energy, std::span<float> mean) {
  const double present = energy_of(mean);
  if (!(energy > 0) || !(present > 0)) return;
  const auto gain = static_cast<float>(0.5 * std::log(energy / present));
  for (float& value : mean) value += std::clamp(gain, -most_compensation, most_compensation);
}

}  // namespace

FrameShaper::FrameShaper(const FrontEnd& front_end)
    : bin_width_(front_end.bin_width()), frame_rate_(front_end.frame_rate()) {
  const auto bins = static_cast<std::size_t>(front_end.bins());
  for (auto* values : {&slow_, &gain_, &envelope_, &before_, &level_before_}) values->resize(bins);
  sources_.resize(bins);
  sums_.resize(bins + 1);
  for (float step = 0.f; step <= lobe_steps * known_lobe + 1.f; step += 1.f)
    lobe_.push_back(hann_lobe(static_cast<double>(step / lobe_steps)));
  peaks_.reserve(bins);
  pairs_.reserve(2 * bins + 2);
}

void FrameShaper::archive(StateArchive& state) {
  state.values(slow_);
  state.value(has_slow_);
  state.value(loudest_);
  state.value(tilt_db_);
  state.value(bright_db_);
  state.values(gain_);
}

void FrameShaper::apply(const FrameShape& shape, std::span<float> mean, std::span<float> level) {
  shape_onsets(shape.attack, mean);
  if (shape.transpose != 0.f || shape.sharpen != 0.f) {
    const double energy = energy_of(mean);
    if (shape.transpose != 0.f) transpose(std::exp2(shape.transpose / 12.f), shape.formant, mean, level);
    if (shape.sharpen != 0.f) sharpen(shape.sharpen, mean, level);
    scale_to(energy, mean);
  }
  colour(shape, mean);
  let_go(shape.floor_db, mean);
}

void FrameShaper::shape_onsets(float attack, std::span<float> mean) {
  if (attack == 0.f) {
    has_slow_ = false;
    return;
  }
  if (!has_slow_) std::ranges::copy(mean, slow_.begin());
  has_slow_ = true;
  const auto follows = static_cast<float>(1. - std::exp(-1. / (onset_time_s * frame_rate_)));
  for (std::size_t bin = 0; bin < mean.size(); ++bin) {
    const float rise = mean[bin] - slow_[bin];
    slow_[bin] += rise > 0.f ? follows * rise : rise;
    if (rise > 0.f) mean[bin] += attack * (attack > 0.f ? std::min(rise, most_attack) : rise);
  }
}

void FrameShaper::transpose(float ratio, float formant, std::span<float> mean, std::span<float> level) {
  std::ranges::copy(mean, before_.begin());
  std::ranges::copy(level, level_before_.begin());
  find_peaks(before_);
  find_sources(ratio);
  if (formant > 0.f) smooth(before_, envelope_half_hz, envelope_);
  const auto last = static_cast<float>(mean.size() - 1);
  for (std::size_t bin = 0; bin < mean.size(); ++bin) {
    const auto [source, peak] = sources_[bin];
    if (source > last) {
      mean[bin] = log_silence + formant * (envelope_[bin] - log_silence);
    } else {
      mean[bin] = mean_at(source, peak) + formant * (envelope_[bin] - at(envelope_, source));
      level[bin] = at(level_before_, source);
    }
  }
}

/**
 * The log magnitude of the unshaped frame at a fractional position. Near a peak only the difference from a
 * sine's lobe is interpolated: the lobe itself is too steep, and the frequency later derived from its slope
 * would be off by many cents.
 */
float FrameShaper::mean_at(float position, float peak) const {
  const float distance = std::abs(position - peak);
  if (peak < 0.f || distance > known_lobe) return at(before_, position);
  const auto lobe = [this](float bins) { return at(lobe_, std::abs(bins) * lobe_steps); };
  const auto beside_lobe = [&](float bin) {
    bin = std::clamp(bin, std::ceil(peak - trusted_lobe), std::floor(peak + trusted_lobe));
    return before_[static_cast<std::size_t>(bin)] - lobe(bin - peak);
  };
  const float below = std::floor(position), share = position - below;
  return (1.f - share) * beside_lobe(below) + share * beside_lobe(below + 1.f) + lobe(distance);
}

void FrameShaper::find_peaks(std::span<const float> mean) {
  peaks_.clear();
  for (std::size_t bin = surroundings; bin + surroundings < mean.size(); ++bin) {
    const float below = mean[bin - 1], here = mean[bin], above = mean[bin + 1];
    if (here <= below || here < above) continue;
    if (here - (mean[bin - surroundings] + mean[bin + surroundings]) / 2.f < least_rise) continue;
    peaks_.push_back(static_cast<float>(bin) + distance_of_sine(below, above));
  }
}

/** Fills sources_: the lobe of a peak keeps its width, the spectrum between peaks is stretched. */
void FrameShaper::find_sources(float ratio) {
  pairs_.clear();
  pairs_.push_back({0.f, 0.f});
  const float room = std::min(ratio, 1.f) / 2.f;  // of the distance between peaks, on either side
  for (std::size_t i = 0; i < peaks_.size(); ++i) {
    const float peak = peaks_[i];
    const float to_last = peak - (i > 0 ? peaks_[i - 1] : 0.f);
    const float to_next = i + 1 < peaks_.size() ? peaks_[i + 1] - peak : 2.f * half_lobe / room;
    const float left = std::min(half_lobe, room * to_last), right = std::min(half_lobe, room * to_next);
    pairs_.push_back({ratio * peak - left, peak - left});
    pairs_.push_back({ratio * peak + right, peak + right});
  }
  const auto last = static_cast<float>(sources_.size() - 1);
  pairs_.push_back({std::max(ratio * last, pairs_.back().target + 1.f), last});
  for (std::size_t bin = 0, pair = 0; bin < sources_.size(); ++bin) {
    const auto target = static_cast<float>(bin);
    while (pair + 2 < pairs_.size() && pairs_[pair + 1].target <= target) ++pair;
    const Pair &from = pairs_[pair], &to = pairs_[pair + 1];
    const float width = to.target - from.target;
    const float share = width > 0.f ? (target - from.target) / width : 1.f;
    sources_[bin].bin = from.source + share * (to.source - from.source);
    sources_[bin].peak = pair % 2 == 1 ? peaks_[pair / 2] : -1.f;  // after the first pair, two per peak
  }
}

void FrameShaper::sharpen(float amount, std::span<float> mean, std::span<float> level) {
  smooth(mean, peak_half_hz, envelope_);
  for (std::size_t bin = 0; bin < mean.size(); ++bin) {
    const float over = mean[bin] - envelope_[bin];
    mean[bin] += amount * (amount > 0.f ? std::min(over, 0.f) : over);
    level[bin] += amount > 0.f ? -amount * level[bin] : amount * std::min(level[bin] - 1.f, 0.f);
  }
}

void FrameShaper::colour(const FrameShape& shape, std::span<float> mean) {
  if (shape.tilt_db != tilt_db_ || shape.bright_db != bright_db_) {
    tilt_db_ = shape.tilt_db;
    bright_db_ = shape.bright_db;
    for (std::size_t bin = 0; bin < gain_.size(); ++bin) {
      const auto hertz = static_cast<float>(static_cast<double>(bin) * bin_width_);
      const float octaves = std::log2(std::max(hertz, lowest_tilted_hz) / tilt_pivot_hz);
      const float squared = (hertz / shelf_hz) * (hertz / shelf_hz);
      const float shelf = squared * squared / (1.f + squared * squared);
      gain_[bin] = neper_per_db * (tilt_db_ * octaves + bright_db_ * shelf);
    }
  }
  if (tilt_db_ == 0.f && bright_db_ == 0.f) return;
  for (std::size_t bin = 0; bin < mean.size(); ++bin) mean[bin] += gain_[bin];
}

/** Removes bins that are more than `floor_db` below the loudest bin of the last moments. */
void FrameShaper::let_go(float floor_db, std::span<float> mean) {
  if (floor_db <= FrameShape::no_floor_db) {
    loudest_ = log_silence;
    return;
  }
  const float forgotten = forget_db_per_s * neper_per_db / static_cast<float>(frame_rate_);
  loudest_ = std::max(std::ranges::max(mean), loudest_ - forgotten);
  const float floor = loudest_ + neper_per_db * floor_db;
  for (float& value : mean) value = std::max(value - sinks * std::max(floor - value, 0.f), log_silence);
}

/**
 * Moving average of this half width, applied twice for rounded corners; the window is shorter at the ends.
 */
void FrameShaper::smooth(std::span<const float> values, float half_width_hz, std::span<float> smoothed) {
  const auto bins = std::lround(static_cast<double>(half_width_hz) / bin_width_);
  const auto half = static_cast<std::size_t>(std::max(bins, 1L));
  std::ranges::copy(values, smoothed.begin());
  for (int pass = 0; pass < 2; ++pass) {
    sums_[0] = 0.;
    for (std::size_t bin = 0; bin < smoothed.size(); ++bin)
      sums_[bin + 1] = sums_[bin] + static_cast<double>(smoothed[bin]);
    for (std::size_t bin = 0; bin < smoothed.size(); ++bin) {
      const std::size_t reach = std::min({half, bin, smoothed.size() - 1 - bin});
      const double sum = sums_[bin + reach + 1] - sums_[bin - reach];
      smoothed[bin] = static_cast<float>(sum / static_cast<double>(2 * reach + 1));
    }
  }
}

}  // namespace aeolian
