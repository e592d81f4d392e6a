// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/tempo_follower.h"

#include <algorithm>
#include <cmath>

#include "core/control/parameters.h"
#include "core/generator/spectral_flux.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Hysteresis: beyond half an octave another octave is nearer, but it is chosen only this much later. */
constexpr double reluctance_octaves = 0.05;

/** More octaves than lie between any tempo and any pulse. */
constexpr int most_octaves = 8;

constexpr double tempo_glide_s = 0.5;

/** Largest deviation from the tempo until the beats coincide, and how soon they do once they are near. */
constexpr float most_correction = 0.01f;
constexpr double approach_s = 1.5;

/** With /stretch, beats are aligned only if it is whole octaves, within this tolerance. */
constexpr double one_octave = 1e-3;

void archive_optional(StateArchive& state, std::optional<double>& value) {
  bool has_value = value.has_value();
  double number = value.value_or(0.);
  state.value(has_value);
  state.value(number);
  state.require(std::isfinite(number));
  value = has_value ? std::optional(number) : std::nullopt;
}

}  // namespace

TempoFollower::TempoFollower(const FrontEnd& front_end, int frames_per_step)
    : tracker_(front_end.frame_rate(), frames_per_step),
      frame_rate_(front_end.frame_rate()),
      onset_s_(SpectralFlux::onset_s(front_end)),
      glide_(static_cast<std::size_t>(std::lround(tempo_glide_s * frame_rate_))),
      tempo_(parameter_spec(ParameterId::tempo).initial) {}

void TempoFollower::apply(const ControlEvent& event) {
  if (event.parameter == ParameterId::tempo && event.beat)
    beat_ = event.beat;
  else if (event.parameter == ParameterId::tempo)
    tempo_ = std::clamp<double>(event.number, slowest_tempo, fastest_tempo);
  if (event.parameter == ParameterId::tempo_follow) follows_ = event.number != 0.f;
  aim();
}

void TempoFollower::take_settings(const TempoFollower& other) {
  tempo_ = other.tempo_;
  follows_ = other.follows_;
  take_beat(other);
  aim();
}

void TempoFollower::take(float flux) {
  tracker_.take(flux);
  aim();
}

void TempoFollower::played(float behind, float by_hand) {
  if (!beat_) return;
  late_s_ = lateness(behind, by_hand);
  *beat_ += tempo_ / (60. * frame_rate_);
}

/** Octaves from the tempo up to the pulse. */
double TempoFollower::octaves_above() const {
  return std::log2(tracker_.bpm() / tempo_);
}

bool TempoFollower::reaches_tempo() const {
  return std::abs(octaves_above() + octave_) <= std::log2(static_cast<double>(most_stretch));
}

/**
 * Delay of the pulse's beats after the nearest ones of the clock, seconds; nothing if they need not coincide.
 */
std::optional<double> TempoFollower::lateness(float behind, float by_hand) const {
  const auto phase = tracker_.phase();
  const double octaves_by_hand = std::log2(static_cast<double>(by_hand));
  const bool is_in_time = std::abs(octaves_by_hand - std::round(octaves_by_hand)) < one_octave;
  if (!follows_ || !phase || !is_in_time || !reaches_tempo()) return {};
  // All in beats of the clock.
  const double pulse = std::exp2(octave_ + std::round(octaves_by_hand));
  const double taken = static_cast<double>(behind) * tracker_.bpm() / (60. * frame_rate_);
  const double onset = *beat_ + onset_s_ * tempo_ / 60. - pulse * (phase->beats - taken);
  const double grid = std::min(1., pulse * phase->unit);
  return (onset - grid * std::round(onset / grid)) * 60. / tempo_;
}

/**
 * The stretch that brings the pulse to the tempo, and its beats to the clock's; 1 if it does not follow, or
 * has no pulse.
 */
float TempoFollower::wanted() {
  if (!follows_ || tracker_.bpm() == 0.) return 1.f;
  const double octaves = octaves_above();
  if (std::abs(octaves + octave_) > 0.5 + reluctance_octaves)
    octave_ = -static_cast<int>(std::lround(octaves));
  const float sooner =
      std::clamp(static_cast<float>(late_s_.value_or(0.) / approach_s), -most_correction, most_correction);
  return std::clamp(static_cast<float>(std::exp2(octaves + octave_)) * (1.f - sooner), 1.f / most_stretch,
                    most_stretch);
}

void TempoFollower::aim() {
  stretch_.go(wanted(), glide_);
}

void TempoFollower::archive(StateArchive& state) {
  tracker_.archive(state);
  state.value(tempo_);
  state.value(follows_);
  state.value(octave_);
  state.value(stretch_);
  archive_optional(state, beat_);
  archive_optional(state, late_s_);
  state.require(tempo_ >= slowest_tempo && tempo_ <= fastest_tempo && octave_ >= -most_octaves &&
                octave_ <= most_octaves);
  state.require(stretch_.stays_within(1.f / most_stretch, most_stretch));
}

}  // namespace aeolian
