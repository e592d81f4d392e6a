// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/harmonicity.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "core/audio/resampler.h"
#include "core/spectrum/stft.h"

namespace aeolian::trainer {
namespace {

constexpr int voice_rate = 16000;  // Hz
constexpr double voice_window_s = .06, voice_hop_s = .01;
constexpr double lowest_pitch_hz = 75, highest_pitch_hz = 600;
constexpr double voiced_from = .45, voiced_within_db = 30, silence_power = 1e-10;
constexpr double octave_cost = .01, jump_semitones = 2;
constexpr double most_correlated = .999999;  // 60 dB

/**
 * Divides the autocorrelation by that of the window, at the lags of all pitches and one beyond on either
 * side.
 */
class PitchFinder {
 public:
  PitchFinder() {
    const auto whole = correlations(window_);
    for (const double value : whole) of_window_.push_back(value);
    window_energy_ = energy(window_);
  }

  int size() const { return size_; }

  /** `samples` are size() samples without their mean. */
  VoicedFrame find(std::span<const float> samples) const {
    std::vector<float> windowed(samples.begin(), samples.end());
    for (std::size_t i = 0; i < windowed.size(); ++i) windowed[i] *= window_[i];
    const double power = energy(windowed);
    if (power <= 0) return {};
    auto r = correlations(windowed);
    for (std::size_t i = 0; i < r.size(); ++i) r[i] *= window_energy_ / (power * of_window_[i]);
    double strongest = 0, best = 0, lag = 0;
    for (std::size_t i = 1; i + 1 < r.size(); ++i) {
      if (r[i] < r[i - 1] || r[i] <= r[i + 1]) continue;
      const double off = .5 * (r[i - 1] - r[i + 1]) / (r[i - 1] - 2 * r[i] + r[i + 1]);
      const double value = r[i] - .25 * (r[i - 1] - r[i + 1]) * off;
      const double at = first_lag_ + static_cast<double>(i) + off;
      const double strength = value - octave_cost * std::log2(lowest_pitch_hz * at / voice_rate);
      if (strength <= strongest) continue;
      strongest = strength;
      best = value;
      lag = at;
    }
    if (best < voiced_from) return {};
    best = std::min(best, most_correlated);
    return {voice_rate / lag, 10 * std::log10(best / (1 - best))};
  }

 private:
  static double energy(std::span<const float> values) {
    double sum = 0;
    for (const float value : values) sum += static_cast<double>(value * value);
    return sum;
  }

  std::vector<double> correlations(std::span<const float> values) const {
    std::vector<double> r;
    for (int lag = first_lag_; lag <= last_lag_; ++lag) {
      using Part = Eigen::Map<const Eigen::VectorXf>;
      r.push_back(
          static_cast<double>(Part(values.data(), size_ - lag).dot(Part(values.data() + lag, size_ - lag))));
    }
    return r;
  }

  int size_ = static_cast<int>(voice_window_s * voice_rate);
  int first_lag_ = static_cast<int>(voice_rate / highest_pitch_hz) - 1;
  int last_lag_ = static_cast<int>(voice_rate / lowest_pitch_hz) + 1;
  std::vector<float> window_ = hann(size_);
  std::vector<double> of_window_;
  double window_energy_ = 0;
};

struct Moments {
  std::vector<VoicedFrame> frames;
  int heard = 0;  ///< at most 30 dB softer than the loudest
};

Moments moments_of(std::span<const float> samples, int sample_rate) {
  const std::vector<float> sound = resample(samples, sample_rate, voice_rate);
  const PitchFinder finder;
  const auto size = static_cast<std::size_t>(finder.size());
  const auto hop = static_cast<std::size_t>(voice_hop_s * voice_rate);
  std::vector<double> powers;
  std::vector<float> piece(size);
  Moments moments;
  for (std::size_t at = 0; at + size <= sound.size(); at += hop) {
    const std::span part = std::span(sound).subspan(at, size);
    double mean = 0, power = 0;
    for (const float sample : part) mean += static_cast<double>(sample) / static_cast<double>(size);
    for (std::size_t i = 0; i < size; ++i) {
      piece[i] = part[i] - static_cast<float>(mean);
      power += static_cast<double>(piece[i] * piece[i]) / static_cast<double>(size);
    }
    powers.push_back(power);
    moments.frames.push_back(power > silence_power ? finder.find(piece) : VoicedFrame{});
  }
  const double loudest = powers.empty() ? 0 : *std::ranges::max_element(powers);
  const double least = std::max(silence_power, loudest * std::pow(10, -voiced_within_db / 10));
  for (std::size_t i = 0; i < powers.size(); ++i)
    if (powers[i] >= least)
      ++moments.heard;
    else
      moments.frames[i] = {};
  return moments;
}

}  // namespace

std::vector<VoicedFrame> voiced_frames(std::span<const float> samples, int sample_rate) {
  return moments_of(samples, sample_rate).frames;
}

void Harmonicity::add(std::span<const float> samples, int sample_rate) {
  const Moments moments = moments_of(samples, sample_rate);
  heard_ += moments.heard;
  double before = 0;
  for (const VoicedFrame& frame : moments.frames) {
    if (frame.pitch_hz > 0) {
      ++voiced_;
      hnr_sum_ += frame.hnr_db;
      if (before > 0) {
        ++pairs_;
        jumps_ += std::abs(12 * std::log2(frame.pitch_hz / before)) > jump_semitones;
      }
    }
    before = frame.pitch_hz;
  }
}

std::optional<double> Harmonicity::hnr_db() const {
  if (voiced_ == 0) return std::nullopt;
  return hnr_sum_ / voiced_;
}

std::optional<double> Harmonicity::voiced_share() const {
  if (heard_ == 0) return std::nullopt;
  return static_cast<double>(voiced_) / heard_;
}

std::optional<double> Harmonicity::pitch_jumps() const {
  if (pairs_ == 0) return std::nullopt;
  return static_cast<double>(jumps_) / pairs_;
}

}  // namespace aeolian::trainer
