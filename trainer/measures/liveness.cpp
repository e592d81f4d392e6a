// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/liveness.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "core/spectrum/bands.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/stft.h"
#include "trainer/measures/mel.h"

namespace aeolian::trainer {
namespace {

constexpr double window_ms = 46, max_frequency = 16000;
constexpr int band_count = 128;
constexpr double silent_db = -45, floor_db = -60;
constexpr double moment_s = 0.023;
constexpr double frozen_below = .5, exploded_above = 1.5;  // shares of the real sound's flux
constexpr double silent_below_db = -12, silent_more = .25, exploded_above_db = 9;
constexpr double decibel = 20 / std::numbers::ln10;

/** The frame data that liveness needs, compact enough for 25 minutes in memory. */
struct Frames {
  std::vector<double> levels;  ///< dB, of every frame
  std::vector<float> bands;    ///< log amplitude, of every frame that is compared
  double loudest = -1e9;       ///< of a band, dB
};

Frames analyse_frames(std::span<const float> samples, const FrontEnd& front_end, std::size_t stride) {
  Frames frames;
  Stft stft(front_end);
  const Bands bands(front_end);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  std::vector<float> values(static_cast<std::size_t>(front_end.bands));
  for (std::size_t n = 0; n < frame_count(front_end, samples.size()); ++n) {
    window_of_frame(front_end, samples, n, window);
    for (float& sample : window)
      if (!std::isfinite(sample)) sample = 0;
    stft.forward(window, bins);
    bands.to_bands(bins, values);
    double power = 0;
    for (const float value : values) power += std::exp(2.0 * value);
    frames.levels.push_back(10 * std::log10(power + 1e-20));
    frames.loudest = std::max(frames.loudest, *std::ranges::max_element(values) * decibel);
    if (n % stride == 0) frames.bands.insert(frames.bands.end(), values.begin(), values.end());
  }
  return frames;
}

}  // namespace

Liveness liveness(std::span<const float> samples, int sample_rate, std::optional<double> loudest_db) {
  const auto front_end = make_front_end(sample_rate, window_ms, band_count, max_frequency);
  if (!front_end || samples.size() < static_cast<std::size_t>(front_end->window)) return {};
  const auto stride = std::max<std::size_t>(1, static_cast<std::size_t>(moment_s * front_end->frame_rate()));
  const Frames frames = analyse_frames(samples, *front_end, stride);

  Liveness l;
  l.finite = std::ranges::all_of(samples, [](float sample) { return std::isfinite(sample); });
  l.level_db = level_db(samples);
  l.loudest_db = frames.loudest;
  auto sorted = frames.levels;
  std::ranges::sort(sorted);
  const double loud = sorted[sorted.size() * 95 / 100];
  const auto silent = std::ranges::count_if(frames.levels, [&](double x) { return x < loud + silent_db; });
  l.silent_share = static_cast<double>(silent) / static_cast<double>(frames.levels.size());

  const auto width = static_cast<std::size_t>(front_end->bands);
  const double floor = loudest_db.value_or(frames.loudest) + floor_db;
  double moved = 0;
  for (std::size_t i = width; i < frames.bands.size(); ++i)
    moved += std::abs(std::max(frames.bands[i] * decibel, floor) -
                      std::max(frames.bands[i - width] * decibel, floor));
  if (frames.bands.size() > width) l.flux_db = moved / static_cast<double>(frames.bands.size() - width);
  return l;
}

Verdict verdict(const Liveness& played, const Liveness& real) {
  const double louder_db = played.level_db - real.level_db;
  if (!played.finite || louder_db > exploded_above_db) return Verdict::exploded;
  if (louder_db < silent_below_db || played.silent_share > real.silent_share + silent_more)
    return Verdict::silent;
  if (played.flux_db > exploded_above * real.flux_db) return Verdict::exploded;
  return played.flux_db < frozen_below * real.flux_db ? Verdict::frozen : Verdict::alive;
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::alive:
      return "alive";
    case Verdict::frozen:
      return "frozen";
    case Verdict::silent:
      return "silent";
    case Verdict::exploded:
      return "exploded";
  }
  return {};
}

}  // namespace aeolian::trainer
