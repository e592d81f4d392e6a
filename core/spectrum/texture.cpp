// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/texture.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <vector>

#include "core/spectrum/bands.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

constexpr std::uint64_t texture_stream = 0x74657874;  // separates this room's random numbers from all others
constexpr std::uint64_t spread_stream = 0x737072;
constexpr float deepest = -4.f;
constexpr std::size_t most_measured = 8;  // front ends whose statistics are cached

void fill_with_noise(std::span<float> samples, Random& random) {
  for (float& sample : samples) sample = random.normal();
}

/**
 * Expected log amplitude of a bin of white noise of variance 1: its power is that of the scaled window,
 * (4/M)^2 3/8 M, and half the log of an exponential variable of mean 1 has mean -gamma/2.
 */
double expected_log_amplitude(const FrontEnd& front_end) {
  return 0.5 * (std::log(6. / front_end.window) - std::numbers::egamma);
}

BandNoise measured_band_noise(const FrontEnd& front_end, int lag) {
  constexpr int frames = 1024;  // overlapping, as in a stream
  Stft stft(front_end);
  const Bands bands(front_end);
  Random random(0, spread_stream);
  std::vector<float> noise(static_cast<std::size_t>(front_end.window));
  const std::size_t hop = noise.size() / 8;
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  Eigen::ArrayXXf values(front_end.bands, frames);
  fill_with_noise(noise, random);
  for (int n = 0; n < frames; ++n) {
    std::copy(noise.begin() + static_cast<std::ptrdiff_t>(hop), noise.end(), noise.begin());
    fill_with_noise(std::span(noise).last(hop), random);
    stft.forward(noise, bins);
    bands.to_bands(bins, {values.col(n).data(), static_cast<std::size_t>(front_end.bands)});
  }
  const Eigen::ArrayXf mean = values.rowwise().mean();
  const Eigen::ArrayXf spread = ((values.colwise() - mean).square().rowwise().sum() / (frames - 1)).sqrt();
  const Eigen::ArrayXf change =
      (values.rightCols(frames - lag) - values.leftCols(frames - lag)).abs().rowwise().mean();
  const Eigen::ArrayXf offset = mean - static_cast<float>(expected_log_amplitude(front_end));
  return {{spread.begin(), spread.end()}, {change.begin(), change.end()}, {offset.begin(), offset.end()}};
}

}  // namespace

NoiseTexture::NoiseTexture(const FrontEnd& front_end, std::uint64_t seed)
    : seed_(seed),
      stft_(front_end),
      noise_(static_cast<std::size_t>(front_end.window)),
      bins_(static_cast<std::size_t>(front_end.bins())) {
  // At 0 Hz and half the rate, bins are real, and their power has one degree of freedom instead of two.
  const double mean = expected_log_amplitude(front_end);
  texture_.resize(bins_.size());
  expectation_.assign(bins_.size(), static_cast<float>(mean));
  expectation_.front() = expectation_.back() = static_cast<float>(mean - 0.5 * std::numbers::ln2);
  reset();
}

void NoiseTexture::reset() {
  random_ = Random(seed_, texture_stream);
  fill_with_noise(noise_, random_);
}

void NoiseTexture::archive(StateArchive& state) {
  state.value(seed_);
  state.value(random_);
  state.values(noise_);
}

void NoiseTexture::next(std::span<float> log_bins) {
  const std::size_t hop = noise_.size() / 8;
  std::copy(noise_.begin() + static_cast<std::ptrdiff_t>(hop), noise_.end(), noise_.begin());
  fill_with_noise(std::span(noise_).last(hop), random_);
  stft_.forward(noise_, bins_);
  std::ranges::transform(bins_, texture_.begin(), [](std::complex<float> bin) { return std::norm(bin); });
  Eigen::Map<Eigen::ArrayXf> values(texture_.data(), static_cast<Eigen::Index>(texture_.size()));
  const Eigen::Map<const Eigen::ArrayXf> expectation(expectation_.data(), values.size());
  values = (0.5f * values.max(1e-30f).log() - expectation).max(deepest);
  std::ranges::copy(texture_, log_bins.begin());
}

BandNoise band_noise(const FrontEnd& front_end, int lag) {
  struct Measured {
    FrontEnd front_end;
    int lag;
    BandNoise noise;
  };
  static std::mutex mutex;
  static std::vector<Measured> latest;
  const std::lock_guard lock(mutex);
  const auto found = std::ranges::find_if(latest, [&](const Measured& measured) {
    return measured.front_end == front_end && measured.lag == lag;
  });
  if (found != latest.end()) return found->noise;
  if (latest.size() == most_measured) latest.erase(latest.begin());
  return latest.emplace_back(Measured{front_end, lag, measured_band_noise(front_end, lag)}).noise;
}

}  // namespace aeolian
