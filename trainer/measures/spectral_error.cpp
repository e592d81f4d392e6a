// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/spectral_error.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/measures/spectra.h"

namespace aeolian::trainer {
namespace {

constexpr double error_window_ms = 46, error_floor_db = 70, last_octave_end_hz = 16000, low_end_hz = 4000;
constexpr std::size_t error_stride = 2;  // hops of an eighth of a window

/** Magnitudes of all frames, one row after the other. */
std::vector<float> magnitudes(const FrontEnd& front_end, std::span<const float> samples) {
  std::vector<float> all;
  const auto count = (frame_count(front_end, samples.size()) + error_stride - 1) / error_stride;
  each_spectrum(front_end, samples, count, error_stride, [&](std::size_t, auto bins) {
    for (const auto& bin : bins) all.push_back(std::abs(bin));
  });
  return all;
}

/** The level difference of two magnitudes, dB, both at least `floor`. */
double difference_db(float a, float b, float floor) {
  return 20 * std::log10(static_cast<double>(std::max(a, floor)) / static_cast<double>(std::max(b, floor)));
}

}  // namespace

void SpectralError::add(std::span<const float> original, std::span<const float> coded, int sample_rate) {
  const auto length = std::min(original.size(), coded.size());
  const auto front_end = *make_front_end(sample_rate, error_window_ms, 64, sample_rate / 2.0);
  const auto real = magnitudes(front_end, original.first(length));
  const auto made = magnitudes(front_end, coded.first(length));
  if (real.empty()) return;
  for (std::size_t i = 0; i < real.size(); ++i) {
    difference_ += std::pow(static_cast<double>(made[i]) - static_cast<double>(real[i]), 2);
    power_ += std::pow(static_cast<double>(real[i]), 2);
  }
  seconds_ += static_cast<double>(length) / sample_rate;
  const float floor = std::max(
      1e-7f, *std::ranges::max_element(real) * static_cast<float>(std::pow(10, -error_floor_db / 20)));
  const auto bins = static_cast<std::size_t>(front_end.bins());
  const auto bin_of = [&](double hz) {
    return std::min(bins - 1, static_cast<std::size_t>(std::ceil(hz / front_end.bin_width())));
  };
  const auto add_range = [&](Distances& distances, std::size_t frame, double from_hz, double to_hz) {
    const auto begin = frame * bins + bin_of(from_hz), end = frame * bins + bin_of(to_hz);
    double sum = 0;
    bool heard = false;
    for (std::size_t i = begin; i < end; ++i) {
      sum += std::pow(difference_db(real[i], made[i], floor), 2);
      heard = heard || real[i] > floor || made[i] > floor;
    }
    if (!heard) return;
    distances.sum += std::sqrt(sum / static_cast<double>(end - begin));
    ++distances.frames;
  };
  for (std::size_t frame = 0; frame * bins < real.size(); ++frame) {
    for (std::size_t k = 0; k < octaves_hz.size(); ++k)
      add_range(octaves_[k], frame, octaves_hz[k],
                k + 1 < octaves_hz.size() ? octaves_hz[k + 1] : last_octave_end_hz);
    add_range(below_4k_, frame, octaves_hz.front(), low_end_hz);
  }
}

std::optional<double> SpectralError::convergence_db() const {
  if (power_ <= 0) return std::nullopt;
  return 10 * std::log10(difference_ / power_ + 1e-20);
}

std::optional<double> SpectralError::mean(const Distances& distances) {
  if (distances.frames == 0) return std::nullopt;
  return distances.sum / distances.frames;
}

}  // namespace aeolian::trainer
