// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/stft.h"

#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>

#include "core/aligned.h"
#include "core/spectrum/overlap_add.h"

namespace aeolian {
namespace {

/** FFTW's planner is its only part that is not thread-safe. */
std::mutex& planner_mutex() {
  static std::mutex mutex;
  return mutex;
}

struct DestroyPlan {
  void operator()(fftwf_plan plan) const {
    const std::lock_guard lock(planner_mutex());
    fftwf_destroy_plan(plan);
  }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, DestroyPlan>;

}  // namespace

struct Stft::Transform {
  explicit Transform(int size)
      : time(static_cast<std::size_t>(size)), bins(static_cast<std::size_t>(size / 2 + 1)) {
    auto* const values = reinterpret_cast<fftwf_complex*>(bins.data());
    const std::lock_guard lock(planner_mutex());
    forward.reset(fftwf_plan_dft_r2c_1d(size, time.data(), values, FFTW_ESTIMATE));
    inverse.reset(fftwf_plan_dft_c2r_1d(size, values, time.data(), FFTW_ESTIMATE));
  }

  AlignedVector<float> time;
  AlignedVector<std::complex<float>> bins;
  Plan forward;
  Plan inverse;
};

Stft::Stft(const FrontEnd& front_end)
    : analysis_(hann(front_end.window)),
      synthesis_(analysis_.size()),
      transform_(std::make_unique<Transform>(front_end.window)) {
  const std::size_t size = analysis_.size();
  const auto hop = static_cast<std::size_t>(front_end.hop);
  // A Hann window sums to size / 2, half of which falls to a real sine's positive frequency.
  const float scale = 4.f / static_cast<float>(size);
  for (std::size_t i = 0; i < size; ++i) {
    double overlap = 0.;
    for (std::size_t k = i % hop; k < size; k += hop)
      overlap += static_cast<double>(analysis_[k]) * analysis_[k];
    synthesis_[i] = static_cast<float>(analysis_[i] / overlap / (static_cast<double>(size) * scale));
  }
  for (float& value : analysis_) value *= scale;
}

Stft::Stft(Stft&&) noexcept = default;
Stft& Stft::operator=(Stft&&) noexcept = default;
Stft::~Stft() = default;

void Stft::forward(std::span<const float> samples, std::span<std::complex<float>> bins) {
  std::ranges::transform(samples, analysis_, transform_->time.begin(), std::multiplies<>());
  fftwf_execute(transform_->forward.get());
  std::ranges::copy(transform_->bins, bins.begin());
}

void Stft::inverse(std::span<const std::complex<float>> bins, std::span<float> samples) {
  std::ranges::copy(bins, transform_->bins.begin());
  fftwf_execute(transform_->inverse.get());
  std::transform(synthesis_.begin(), synthesis_.end(), transform_->time.begin(), samples.begin(),
                 std::multiplies<>());
}

std::vector<float> hann(int size) {
  std::vector<float> window(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    const double turn = 2. * std::numbers::pi * i / size;
    window[static_cast<std::size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(turn));
  }
  return window;
}

std::size_t frame_count(const FrontEnd& front_end, std::size_t samples) {
  const auto hop = static_cast<std::size_t>(front_end.hop);
  if (samples == 0) return 0;
  return (samples + static_cast<std::size_t>(front_end.window) - 1) / hop;
}

void window_of_frame(const FrontEnd& front_end, std::span<const float> sound, std::size_t n,
                     std::span<float> window) {
  const auto lead = static_cast<std::ptrdiff_t>(front_end.window - front_end.hop);
  const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(n) * front_end.hop - lead;
  const auto length = static_cast<std::ptrdiff_t>(sound.size());
  const auto first = std::clamp<std::ptrdiff_t>(-start, 0, front_end.window);
  const auto last = std::clamp<std::ptrdiff_t>(length - start, first, front_end.window);
  std::fill(window.begin(), window.begin() + first, 0.f);
  if (last > first)
    std::copy(sound.begin() + (start + first), sound.begin() + (start + last), window.begin() + first);
  std::fill(window.begin() + last, window.end(), 0.f);
}

Spectrogram analyse(const FrontEnd& front_end, std::span<const float> sound) {
  Stft stft(front_end);
  Spectrogram spectrogram;
  spectrogram.frames = frame_count(front_end, sound.size());
  spectrogram.bins = static_cast<std::size_t>(front_end.bins());
  spectrogram.values.resize(spectrogram.frames * spectrogram.bins);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  for (std::size_t n = 0; n < spectrogram.frames; ++n) {
    window_of_frame(front_end, sound, n, window);
    stft.forward(window, spectrogram.frame(n));
  }
  return spectrogram;
}

std::vector<float> synthesise(const FrontEnd& front_end, const Spectrogram& spectrogram, std::size_t length) {
  Stft stft(front_end);
  OverlapAdd overlap_add(front_end);
  const auto hop = static_cast<std::size_t>(front_end.hop);
  const auto lead = static_cast<std::size_t>(front_end.window - front_end.hop);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<float> sound(std::max(length + lead, spectrogram.frames * hop) + hop);
  for (std::size_t n = 0; n < spectrogram.frames; ++n) {
    stft.inverse(spectrogram.frame(n), window);
    overlap_add.push(window);
    overlap_add.pop(std::span(sound).subspan(n * hop, hop));
  }
  sound.erase(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(lead));
  sound.resize(length);
  return sound;
}

}  // namespace aeolian
