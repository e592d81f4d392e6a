// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/pulse_tracker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <utility>

namespace aeolian {
namespace {

/** Approximate number of values per second, and the time over which each is a mean, seconds. */
constexpr double usual_rate = 172., value_s = 0.023;
constexpr double pulse_memory_s = 12., mean_s = 4., heard_before_s = 6., look_s = 0.25;
/** The start rises from silence, which is not a beat. */
constexpr double ignored_s = 0.25;

/** Measured (tests/README.md, `bench pulse`): drums are above, noise and single notes below. */
constexpr float clear = 0.15f, unclear = 0.1f;
/** A pulse must be clearer by this factor to replace another. */
constexpr float advantage = 1.25f;
/** Numbers of looks. */
constexpr int to_confirm = 12, to_give_up = 24;

/** Lags that differ by less, apart from octaves, belong to one pulse: 3 %. */
constexpr double one_pulse_octaves = 0.043;
/**
 * Range around the kept pulse in which its peak is searched, and the fraction of the way to it moved at each
 * look.
 */
constexpr double around = 0.03, approach = 0.05;

/** For the circular means: memory of onsets and of accents, and the time needed for a phase, seconds. */
constexpr double onset_memory_s = 2., accent_memory_s = 16., phase_heard_s = 3.;
/** Thresholds for their lengths, 0..1. Measured as `clear` was. */
constexpr double clear_grid = 0.35, unclear_grid = 0.25, clear_accents = 0.2, unclear_accents = 0.12;
/** Distance of the accents from the present beat, in grid lines, at which another line becomes the beat. */
constexpr double reluctance_lines = 0.8;

constexpr double turn = 2. * std::numbers::pi;

/** Nepers; more is a fault of the model. */
constexpr float most_flux = 20.f;
/** Variance of the flux, nepers^2, below which nothing could be a beat. */
constexpr float least_flux_variance = 2.5e-5f;

bool are_one_pulse(double a, double b) {
  const double octaves = std::log2(a / b);
  return std::abs(octaves - std::round(octaves)) < one_pulse_octaves;
}

/** Decay factor per value of a memory of `memory_s` seconds. */
double kept_of(double memory_s, double rate) {
  return std::exp(-1. / (memory_s * rate));
}

std::size_t values_in(double seconds, double rate) {
  return static_cast<std::size_t>(std::max(1L, std::lround(seconds * rate)));
}

}  // namespace

PulseTracker::PulseTracker(double frame_rate, int frames_per_step)
    : frames_per_value_(values_in(1. / usual_rate, frame_rate)),
      rate_(frame_rate / static_cast<double>(frames_per_value_)),
      products_kept_(static_cast<float>(kept_of(pulse_memory_s, rate_))),
      onsets_kept_(kept_of(onset_memory_s, rate_)),
      accents_kept_(kept_of(accent_memory_s, rate_)),
      first_(std::max<std::size_t>(2, values_in(120. / fastest_bpm, rate_))),
      last_(std::max(first_, values_in(120. / slowest_bpm, rate_))),
      products_(last_ + last_ / 16 + 3),
      until_heard_(values_in(ignored_s, rate_)),
      until_look_(values_in(heard_before_s, rate_)) {
  past_.resize(2 * products_.size());
  flux_.resize(static_cast<std::size_t>(frames_per_step) * values_in(value_s, frame_rate / frames_per_step));
}

void PulseTracker::take(float flux) {
  flux_[next_flux_] = std::min(flux, most_flux);
  next_flux_ = (next_flux_ + 1) % flux_.size();
  if (++frames_ < frames_per_value_) return;
  frames_ = 0;
  if (until_heard_ > 0) {
    --until_heard_;
    return;
  }
  add(std::accumulate(flux_.begin(), flux_.end(), 0.f) / static_cast<float>(flux_.size()));
  if (--until_look_ > 0) return;
  until_look_ = values_in(look_s, rate_);
  look();
}

void PulseTracker::add(float value) {
  averaged_ = std::min(averaged_ + 1, values_in(mean_s, rate_));
  mean_ += (value - mean_) / static_cast<float>(averaged_);
  const float centred = value - mean_;
  const std::size_t size = products_.size();
  at_ = (at_ > 0 ? at_ : size) - 1;
  past_[at_] = past_[at_ + size] = centred;
  for (std::size_t lag = 0; lag < size; ++lag)
    products_[lag] = products_kept_ * products_[lag] + centred * past_[at_ + lag];
  follow_onsets(std::max(0.f, centred));
}

void PulseTracker::CircularMean::add(const std::complex<double>& onset, double kept) {
  sum = kept * sum + onset;
  strength = kept * strength + std::abs(onset);
}

void PulseTracker::CircularMean::look(double clear, double unclear) {
  is_clear = std::abs(sum) > (is_clear ? unclear : clear) * strength;
}

double PulseTracker::CircularMean::turns() const {
  return std::arg(sum) / turn;
}

void PulseTracker::CircularMean::archive(StateArchive& state) {
  state.value(sum);
  state.value(strength);
  state.value(is_clear);
  state.require(std::isfinite(std::abs(sum)) && std::isfinite(strength));
}

void PulseTracker::follow_onsets(float rise) {
  if (kept_ == 0.) return;
  grid_ += 2. / kept_;
  grid_ -= std::floor(grid_);
  const auto onset = [&](std::size_t parts) {
    return std::polar(static_cast<double>(rise), turn * grid_ * static_cast<double>(parts));
  };
  for (std::size_t i = 0; i < divisions.size(); ++i) onsets_[i].add(onset(divisions[i]), onsets_kept_);
  for (std::size_t i = 0; i < accents_.size(); ++i) accents_[i].add(onset(2 - i), accents_kept_);
  onsets_heard_ = std::min(onsets_heard_ + 1, values_in(phase_heard_s, rate_));
  align_grid();
}

/** Moves the grid so that the mean of the last onsets lies on its lines. */
void PulseTracker::align_grid() {
  const auto used = std::ranges::find(divisions, parts_);
  if (used == divisions.end()) return;
  const CircularMean& mean = onsets_[static_cast<std::size_t>(used - divisions.begin())];
  const double moved = mean.turns() / static_cast<double>(parts_);
  grid_ -= moved;
  for (std::size_t i = 0; i < divisions.size(); ++i)
    onsets_[i].sum *= std::polar(1., -turn * moved * static_cast<double>(divisions[i]));
}

/** Chooses the grid, and which of its lines is the beat. */
void PulseTracker::look_for_beats() {
  for (auto& mean : onsets_) mean.look(clear_grid, unclear_grid);
  for (auto& mean : accents_) mean.look(clear_accents, unclear_accents);
  const auto finest = std::ranges::find_if(onsets_, &CircularMean::is_clear);
  const std::size_t parts =
      finest == onsets_.end() ? 0 : divisions[static_cast<std::size_t>(finest - onsets_.begin())];
  const bool is_new = std::exchange(parts_, parts) != parts;
  if (parts_ == 0) return;
  const auto lines = static_cast<double>(parts_);
  const double unit = this->unit();
  const double accent = unit == 1. ? accents_[1].turns() : unit == .5 ? accents_[0].turns() / 2. : 0.;
  const double off = (accent - beat_line_) / unit;
  if (is_new || std::abs(off - std::round(off)) * unit * lines > reluctance_lines)
    beat_line_ = std::round(accent * lines) / lines;
}

/** The smallest part of a beat that can be distinguished. */
double PulseTracker::unit() const {
  if (parts_ == 1 || accents_[1].is_clear) return 1.;
  return parts_ == 2 || accents_[0].is_clear ? .5 : .25;
}

void PulseTracker::restart_phase() {
  grid_ = beat_line_ = 0.;
  parts_ = onsets_heard_ = 0;
  onsets_ = {};
  accents_ = {};
}

std::optional<PulseTracker::Phase> PulseTracker::phase() const {
  if (onsets_heard_ < values_in(phase_heard_s, rate_) || parts_ == 0) return {};
  // A value stands for the middle of its frames.
  const double frames_ago = static_cast<double>(frames_) + static_cast<double>(flux_.size() - 1) / 2.;
  const double since = frames_ago / (kept_ / 2. * static_cast<double>(frames_per_value_));
  const double beats = grid_ - beat_line_ + since;
  return Phase{beats - unit() * std::floor(beats / unit()), unit()};
}

void PulseTracker::look() {
  const float variance = products_[0] / static_cast<float>(pulse_memory_s * rate_);
  const Pulse kept = variance > least_flux_variance ? follow_kept() : Pulse{};
  missed_ = kept_ > 0. && !(kept.clarity > unclear) ? missed_ + 1 : 0;
  if (missed_ > to_give_up) {
    kept_ = 0.;
    restart_phase();
  }
  consider(variance > least_flux_variance ? clearest(first_, last_) : Pulse{}, kept);
  look_for_beats();
}

/** Normalised, -1..1. */
float PulseTracker::autocorrelation(double lag) const {
  const auto whole = static_cast<std::size_t>(lag);
  const auto part = static_cast<float>(lag - static_cast<double>(whole));
  return (products_[whole] + part * (products_[whole + 1] - products_[whole])) / products_[0];
}

/** Clarity of the pulse with two beats `lag` apart: the geometric mean of the two clearest of its lags. */
float PulseTracker::clarity(std::size_t lag) const {
  std::array<float, 3> peaks{};
  for (std::size_t i = 0; i < peaks.size(); ++i)
    peaks[i] = std::max(0.f, autocorrelation(std::ldexp(static_cast<double>(lag), -static_cast<int>(i))));
  std::ranges::sort(peaks, std::greater());
  return std::sqrt(peaks[0] * peaks[1]);
}

/** The clearest pulse of those whose lag of two beats is from `first` to `last`. */
PulseTracker::Pulse PulseTracker::clearest(std::size_t first, std::size_t last) const {
  std::size_t best = first;
  float highest = 0.f;
  for (std::size_t lag = first; lag <= last; ++lag) {
    if (const float here = clarity(lag); here > highest) highest = here, best = lag;
  }
  const float before = clarity(best - 1), after = clarity(best + 1);
  const float bend = before - 2.f * highest + after;
  const float vertex = bend < 0.f ? std::clamp(0.5f * (before - after) / bend, -0.5f, 0.5f) : 0.f;
  return {static_cast<double>(best) + static_cast<double>(vertex), highest};
}

/** Moves the kept pulse towards the peak near it, and returns the peak. */
PulseTracker::Pulse PulseTracker::follow_kept() {
  if (kept_ == 0.) return {};
  const auto lag = [this](double wanted) {
    return std::clamp(static_cast<std::size_t>(wanted), first_ - first_ / 16, last_ + last_ / 16);
  };
  const Pulse peak = clearest(lag(kept_ * (1. - around)), lag(kept_ * (1. + around)));
  if (peak.clarity > unclear) kept_ += approach * (peak.lag - kept_);
  return peak;
}

/** Accepts `clearest` once it has been there for long enough. */
void PulseTracker::consider(const Pulse& clearest, const Pulse& kept) {
  const float needed = kept_ > 0. ? std::max(clear, advantage * kept.clarity) : clear;
  const bool is_new = kept_ == 0. || !are_one_pulse(clearest.lag, kept_);
  if (!is_new || !(clearest.clarity > needed)) {
    confirmed_ = 0;
    return;
  }
  confirmed_ = confirmed_ > 0 && are_one_pulse(clearest.lag, candidate_) ? confirmed_ + 1 : 1;
  candidate_ = clearest.lag;
  if (confirmed_ < to_confirm) return;
  kept_ = candidate_;
  confirmed_ = missed_ = 0;
  restart_phase();
}

void PulseTracker::archive(StateArchive& state) {
  state.values(past_);
  state.values(products_);
  state.values(flux_);
  state.value(mean_);
  state.value(next_flux_);
  state.value(frames_);
  state.value(until_heard_);
  state.value(averaged_);
  state.value(at_);
  state.value(until_look_);
  state.value(kept_);
  state.value(candidate_);
  state.value(confirmed_);
  state.value(missed_);
  for (auto& mean : onsets_) mean.archive(state);
  for (auto& mean : accents_) mean.archive(state);
  state.value(grid_);
  state.value(parts_);
  state.value(beat_line_);
  state.value(onsets_heard_);
  state.require(std::abs(grid_) <= 2. && std::abs(beat_line_) <= 2.);
  state.require(parts_ == 0 || std::ranges::find(divisions, parts_) != divisions.end());
  state.require(until_heard_ <= values_in(ignored_s, rate_) && averaged_ <= values_in(mean_s, rate_) &&
                until_look_ <= values_in(heard_before_s, rate_));
  state.require(next_flux_ < flux_.size() && frames_ < frames_per_value_ && at_ < products_.size() &&
                until_look_ > 0);
  const auto is_lag = [this](double lag) {
    return lag == 0. || (lag >= 1. && lag < static_cast<double>(products_.size()));
  };
  state.require(is_lag(kept_) && is_lag(candidate_));
  state.require(onsets_heard_ == 0 || kept_ > 0.);
}

}  // namespace aeolian
