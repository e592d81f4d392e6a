// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/tones.h"

#include <cmath>
#include <complex>

#include "core/spectrum/front_end.h"
#include "core/spectrum/stft.h"
#include "trainer/measures/mel.h"

namespace aeolian::trainer {
namespace {

constexpr double quarter_s = 0.25, tone_window_ms = 186;
constexpr double near = 0.03;    // of a harmonic, as a share of the fundamental
constexpr double peak_db = -40;  // below the highest peak
constexpr double silent_level_db = -60;
constexpr double highest_tone_hz = 2500;  // above, the harmonics of the two are too close together
constexpr double mostly = .5, weaker = .1;

struct Peak {
  double hz, power;
};

std::vector<Peak> peaks_of(std::span<const float> samples, int sample_rate) {
  const auto front_end = *make_front_end(sample_rate, tone_window_ms, 64, sample_rate / 2.0);
  Stft stft(front_end);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  const auto middle = samples.size() / static_cast<std::size_t>(2 * front_end.hop) + 3;
  window_of_frame(front_end, samples, middle, window);
  stft.forward(window, bins);
  std::vector<double> power;
  double highest = 0;
  for (const auto& bin : bins) {
    power.push_back(std::norm(bin));
    highest = std::max(highest, power.back());
  }
  const double width = front_end.bin_width();
  std::vector<Peak> peaks;
  for (std::size_t b = 2; b + 1 < power.size() && static_cast<double>(b) * width < highest_tone_hz; ++b) {
    if (power[b] <= power[b - 1] || power[b] < power[b + 1]) continue;
    if (power[b] < highest * std::pow(10, peak_db / 10)) continue;
    const double left = std::log(power[b - 1] + 1e-30), top = std::log(power[b] + 1e-30);
    const double right = std::log(power[b + 1] + 1e-30);
    const double off = .5 * (left - right) / (left - 2 * top + right);  // fits a parabola to the three
    peaks.push_back({(static_cast<double>(b) + off) * width, power[b]});
  }
  return peaks;
}

bool is_harmonic(double hz, double fundamental) {
  const double number = std::round(hz / fundamental);
  return number >= 1 && std::abs(hz - number * fundamental) <= near * fundamental;
}

}  // namespace

ToneVerdict tone_verdict(std::span<const float> samples, int sample_rate, double first_hz, double second_hz) {
  if (level_db(samples) < silent_level_db) return ToneVerdict::silent;
  double first = 0, second = 0, neither = 0;
  for (const Peak& peak : peaks_of(samples, sample_rate)) {
    const bool of_first = is_harmonic(peak.hz, first_hz), of_second = is_harmonic(peak.hz, second_hz);
    if (of_first && of_second) continue;
    (of_first ? first : of_second ? second : neither) += peak.power;
  }
  if (neither > mostly * (first + second + neither)) return ToneVerdict::between;
  if (std::min(first, second) >= weaker * std::max(first, second)) return ToneVerdict::both;
  return first > second ? ToneVerdict::first : ToneVerdict::second;
}

ToneShares tone_shares(std::span<const float> samples, int sample_rate, double first_hz, double second_hz) {
  const auto length = static_cast<std::size_t>(quarter_s * sample_rate);
  const auto count = samples.size() / length;
  ToneShares shares;
  if (count == 0) return shares;
  const double one = 1 / static_cast<double>(count);
  int changes = 0;
  ToneVerdict pure = ToneVerdict::silent;
  for (std::size_t i = 0; i < count; ++i) {
    const auto verdict = tone_verdict(samples.subspan(i * length, length), sample_rate, first_hz, second_hz);
    switch (verdict) {
      case ToneVerdict::first:
        shares.first += one;
        break;
      case ToneVerdict::second:
        shares.second += one;
        break;
      case ToneVerdict::both:
        shares.both += one;
        break;
      case ToneVerdict::between:
        shares.between += one;
        break;
      case ToneVerdict::silent:
        shares.silent += one;
        break;
    }
    if (verdict != ToneVerdict::first && verdict != ToneVerdict::second) continue;
    if (pure != ToneVerdict::silent && verdict != pure) ++changes;
    pure = verdict;
  }
  shares.changes_per_second = changes / (static_cast<double>(count) * quarter_s);
  return shares;
}

}  // namespace aeolian::trainer
