// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/phase.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/kernels/activation.h"
#include "core/kernels/angles.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

using Array = Eigen::Map<Eigen::ArrayXf>;
using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
using ComplexArray = Eigen::Map<Eigen::ArrayXcf>;

constexpr float pi = std::numbers::pi_v<float>;
constexpr std::uint64_t phase_stream = 0x7068617365;  // separates this room's random numbers from all others
constexpr float loudest = 12.f;                       // log magnitudes above this are clipped to it
constexpr float range = 13.815511f;  // ln 1e6: bins this far below the frame's maximum get random phases

ConstArray array(const AlignedVector<float>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}
Array array(AlignedVector<float>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}
ConstArray array(std::span<const float> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

/** The hyperbolic tangents, in place. */
void to_tangents(Array values) {
  hyperbolic_tangents({values.data(), static_cast<std::size_t>(values.size())});
}

/**
 * How far a bin's phase advances, beyond its centre frequency, in a hop of an eighth of a window, from the
 * difference of its neighbours' log magnitudes (in place). For a steady sine d bins from the centre, a Hann
 * window makes that difference ln((1 + d)(2 + d) / ((1 - d)(2 - d))). Returns 2 pi d / 8; |d| is limited to
 * 1, so that noise cannot produce large values.
 */
void to_deviation(Array values) {
  values *= 0.5f;
  to_tangents(values);
  values = pi * values / (3.f + (9.f - 8.f * values.square()).sqrt());
}

/** Four times the arctangent of each value (in place): within 3e-6 up to 0.67, within 0.03 up to 1. */
void to_four_arctangents(Array values) {
  const auto square = values.square();
  values *=
      4.f +
      4.f * square * (-0.33317592f + square * (0.19693733f + square * (-0.12233124f + square * 0.04923529f)));
}

/** The nearest phase of a real bin: at 0 Hz and at half the rate. */
float real_phase(float phase) {
  return pi * std::round(phase / pi);
}

/**
 * The difference between a bin's phase and its lower neighbour's, from the difference of the log magnitudes
 * one frame later and one earlier (in place). For a click t samples after the centre of a Hann window, u = pi
 * t / M, that difference is 4 artanh(tan u tan(pi / 8)). Returns pi - 2 u: the phase of a delay, counted from
 * the window's start.
 */
void to_slope(Array values) {
  values *= 0.25f;
  to_tangents(values);
  values *= -2.41421356f;
  values /= 1.f + (1.f + values.square()).sqrt();
  to_four_arctangents(values);
  values += pi;
}

void to_rectangular(const AlignedVector<float>& magnitudes, const AlignedVector<float>& phases,
                    AlignedVector<float>& cosines, AlignedVector<float>& sines) {
  sines_and_cosines(phases, sines, cosines);
  array(cosines) *= array(magnitudes);
  array(sines) *= array(magnitudes);
}

void interleave(const AlignedVector<float>& real, const AlignedVector<float>& imaginary,
                AlignedVector<std::complex<float>>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = {real[i], imaginary[i]};
}

}  // namespace

HeldSpectrum::HeldSpectrum(const FrontEnd& front_end)
    : bins_(static_cast<std::size_t>(front_end.bins())),
      turn_(bins_.size()),
      cosine_(bins_.size()),
      sine_(bins_.size()) {}

std::span<const std::complex<float>> HeldSpectrum::next() {
  const auto size = static_cast<Eigen::Index>(bins_.size());
  ComplexArray now(bins_.data(), size);
  now *= ComplexArray(turn_.data(), size);
  return bins_;
}

PhaseReconstruction::PhaseReconstruction(const FrontEnd& front_end, int look_ahead, std::uint64_t seed)
    : size_(front_end.bins()), look_ahead_(look_ahead), seed_(seed), paths_(static_cast<std::size_t>(size_)) {
  const auto size = static_cast<std::size_t>(size_);
  for (auto* values : {&log_[0],     &log_[1],       &log_[2],       &advance_,    &by_time_before_,
                       &by_time_,    &by_frequency_, &phase_before_, &phase_,      &magnitude_before_,
                       &magnitude_,  &cosine_,       &sine_,         &sum_cosine_, &sum_sine_,
                       &from_time_,  &slope_,        &up_,           &up_share_,   &down_,
                       &down_share_, &turn_,         &turn_sine_}) {
    values->resize(size);
  }
  for (int bin = 0; bin < size_; ++bin) {
    const int turn = static_cast<int>(static_cast<std::int64_t>(bin) * front_end.hop % front_end.window);
    advance_[static_cast<std::size_t>(bin)] =
        static_cast<float>(2. * std::numbers::pi * turn / front_end.window);
  }
  for (auto* levels : {&level_before_, &level_}) levels->resize(size);
  last_.resize(size);
  reset();
}

void PhaseReconstruction::reset() {
  random_ = Random(seed_, phase_stream);
  waiting_ = look_ahead_ == 1;
  for (auto& frame : log_) std::ranges::fill(frame, log_silence);
  by_time_before_ = advance_;
  by_time_ = advance_;
  std::ranges::fill(phase_before_, 0.f);
  std::ranges::fill(phase_, 0.f);
  std::ranges::fill(magnitude_, 0.f);
  std::ranges::fill(last_, std::complex<float>());
}

void PhaseReconstruction::archive(StateArchive& state) {
  state.value(seed_);
  state.value(random_);
  state.value(waiting_);
  for (auto& frame : log_) state.values(frame);
  for (auto* values : {&by_time_before_, &by_time_, &phase_before_, &phase_, &magnitude_before_, &magnitude_})
    state.values(*values);
  state.values(last_);
}

bool PhaseReconstruction::process(std::span<const float> log_bins, std::span<std::complex<float>> out) {
  take(log_bins);
  if (waiting_) {
    waiting_ = false;
    return false;
  }
  find_gradients();
  integrate();
  agree();
  give(out);
  return true;
}

void PhaseReconstruction::take(std::span<const float> log_bins) {
  std::ranges::rotate(log_, log_.begin() + 1);
  // A comparison with a NaN is false, so a NaN becomes silence.
  std::ranges::transform(log_bins, log_[2].begin(), [](float value) {
    return value > log_silence ? std::min(value, loudest) : log_silence;
  });
}

void PhaseReconstruction::find_gradients() {
  by_time_.swap(by_time_before_);
  const ConstArray now = array(current());
  const Eigen::Index inner = size_ - 2;
  // At 0 Hz and at half the rate the magnitudes are mirrored, so there is no deviation.
  by_time_.front() = by_time_.back() = 0.f;
  array(by_time_).segment(1, inner) = now.tail(inner) - now.head(inner);
  to_deviation(array(by_time_));
  array(by_time_) += array(std::as_const(advance_));
  const ConstArray newest = array(std::as_const(log_[2]));
  const ConstArray oldest = array(std::as_const(log_[0]));
  if (look_ahead_ == 1) {
    array(by_frequency_) = newest - oldest;
  } else {
    array(by_frequency_) = 3.f * newest - 4.f * array(std::as_const(log_[1])) + oldest;
  }
  to_slope(array(by_frequency_));
}

/** Finds the levels of both frames, and random phases for the bins below the range of levels. */
void PhaseReconstruction::find_levels() {
  constexpr float levels_a_neper = PhasePaths::levels / range;
  const auto now = current(), past = before();
  const float lowest = std::max(array(now).maxCoeff(), array(past).maxCoeff()) - range;
  const auto level_of = [lowest](float log_magnitude) {
    const auto level = static_cast<std::int32_t>((log_magnitude - lowest) * levels_a_neper);
    return std::min(std::max(level, 0), PhasePaths::levels - 1);
  };
  for (std::size_t bin = 0; bin < level_.size(); ++bin) {
    const bool is_open = now[bin] > lowest;
    level_before_[bin] = is_open ? level_of(past[bin]) : PhasePaths::closed;
    level_[bin] = is_open ? level_of(now[bin]) : PhasePaths::closed;
  }
  for (std::size_t bin = 0; bin < level_.size(); ++bin) {
    if (level_[bin] == PhasePaths::closed) phase_[bin] = pi * (2.f * random_.uniform() - 1.f);
  }
}

/** Computes each bin's phase from that of its origin. */
void PhaseReconstruction::integrate() {
  phase_.swap(phase_before_);
  find_levels();
  const auto origins = paths_.find(level_before_, level_);
  array(from_time_) = array(phase_before_) + 0.5f * (array(by_time_before_) + array(by_time_));
  const Eigen::Index steps = size_ - 1;
  array(slope_).head(steps) = 0.5f * (array(by_frequency_).head(steps) + array(by_frequency_).tail(steps));
  const std::size_t last = origins.size() - 1;
  for (std::size_t bin = 0; bin <= last; ++bin) {
    const float own = phase_[bin], from_time = from_time_[bin];
    phase_[bin] = origins[bin] == PhaseOrigin::time ? from_time : own;
  }
  for (const std::size_t bin : {std::size_t{0}, last}) {
    if (origins[bin] == PhaseOrigin::time) phase_[bin] = real_phase(phase_[bin]);
  }
  integrate_along_frequency(origins);
  if (origins[0] == PhaseOrigin::above) phase_[0] = real_phase(phase_[0]);
  if (origins[last] == PhaseOrigin::below) phase_[last] = real_phase(phase_[last]);
}

/**
 * Adds up the slopes from bin to bin. A path upwards and one downwards never meet, and each starts at a bin
 * that comes from the previous frame. The loops have no branches, because no processor could predict them:
 * where a bin does not come from its neighbour, that term is multiplied by zero.
 */
void PhaseReconstruction::integrate_along_frequency(std::span<const PhaseOrigin> origins) {
  const std::size_t last = origins.size() - 1;
  const float *const phase = phase_.data(), *const slope = slope_.data();
  float *const up = up_.data(), *const up_share = up_share_.data();
  float *const down = down_.data(), *const down_share = down_share_.data();
  up[0] = phase[0];
  down[last] = phase[last];
  for (std::size_t bin = 1; bin <= last; ++bin) {
    const bool is_below = origins[bin] == PhaseOrigin::below;
    const float step = slope[bin - 1], own = phase[bin];
    up_share[bin] = is_below ? 1.f : 0.f;
    up[bin] = is_below ? step : own;
  }
  for (std::size_t bin = 0; bin < last; ++bin) {
    const bool is_above = origins[bin] == PhaseOrigin::above;
    const float step = -slope[bin], own = phase[bin];
    down_share[bin] = is_above ? 1.f : 0.f;
    down[bin] = is_above ? step : own;
  }
  for (std::size_t low = 1, high = last; high-- > 0; ++low) {
    up[low] = up[low - 1] * up_share[low] + up[low];
    down[high] = down[high + 1] * down_share[high] + down[high];
  }
  for (std::size_t bin = 0; bin <= last; ++bin) {
    const float from_above = down[bin], from_elsewhere = up[bin];
    phase_[bin] = origins[bin] == PhaseOrigin::above ? from_above : from_elsewhere;
  }
}

/**
 * Integration follows one path to each bin. Here each bin's phase is averaged over all paths that could reach
 * it, from the last frame and both neighbours, weighted by their magnitudes. This gains about 1.3 dB on
 * speech.
 */
void PhaseReconstruction::agree() {
  magnitude_.swap(magnitude_before_);
  std::ranges::copy(current(), magnitude_.begin());
  exponentials(magnitude_);
  to_rectangular(magnitude_, phase_, cosine_, sine_);
  to_rectangular(magnitude_before_, from_time_, sum_cosine_, sum_sine_);

  const Eigen::Index steps = size_ - 1;
  sines_and_cosines(slope_, turn_sine_, turn_);
  const auto turn_cosine = array(turn_).head(steps);
  const auto turn_sine = array(turn_sine_).head(steps);
  array(sum_cosine_).tail(steps) +=
      array(cosine_).head(steps) * turn_cosine - array(sine_).head(steps) * turn_sine;
  array(sum_sine_).tail(steps) +=
      array(cosine_).head(steps) * turn_sine + array(sine_).head(steps) * turn_cosine;
  array(sum_cosine_).head(steps) +=
      array(cosine_).tail(steps) * turn_cosine + array(sine_).tail(steps) * turn_sine;
  array(sum_sine_).head(steps) +=
      array(sine_).tail(steps) * turn_cosine - array(cosine_).tail(steps) * turn_sine;
  turn_to_sum();
}

/** Rotates each phase to that of its sum; the bins at 0 Hz and half the rate are real and stay. */
void PhaseReconstruction::turn_to_sum() {
  Array along = array(turn_);
  Array across = array(turn_sine_);
  along = array(sum_cosine_) * array(cosine_) + array(sum_sine_) * array(sine_);
  across = array(sum_sine_) * array(cosine_) - array(sum_cosine_) * array(sine_);
  // Tangent of half the angle, then of a quarter; the bounds apply where the sum is zero or opposite.
  across /= (along.square() + across.square()).sqrt() + along + 1e-30f;
  across = across.max(-1e6f).min(1e6f);
  across /= 1.f + (1.f + across.square()).sqrt();
  to_four_arctangents(across);
  turn_sine_.front() = turn_sine_.back() = 0.f;
  array(phase_) += across;
  wrap_angles(phase_);
}

void PhaseReconstruction::give(std::span<std::complex<float>> out) {
  to_rectangular(magnitude_, phase_, cosine_, sine_);
  interleave(cosine_, sine_, last_);
  std::ranges::copy(last_, out.begin());
}

void PhaseReconstruction::follow(std::span<const std::complex<float>> refined) {
  std::ranges::copy(refined, last_.begin());
  std::ranges::transform(refined, sum_cosine_.begin(), [](auto bin) { return bin.real(); });
  std::ranges::transform(refined, sum_sine_.begin(), [](auto bin) { return bin.imag(); });
  turn_to_sum();
}

void PhaseReconstruction::hold(HeldSpectrum& held, float decay) const {
  std::ranges::copy(last_, held.bins_.begin());
  sines_and_cosines(by_time_, held.sine_, held.cosine_);
  array(held.cosine_) *= decay;
  array(held.sine_) *= decay;
  interleave(held.cosine_, held.sine_, held.turn_);
}

}  // namespace aeolian
