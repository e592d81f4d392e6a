// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/tempo_follower.h"

#include <algorithm>
#include <cmath>

#include "core/control/parameters.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Beyond half an octave another octave is nearer; it is taken that much later, so as not to flutter. */
constexpr double reluctance_octaves = 0.05;

/** More than between any tempo and any pulse. */
constexpr int most_octaves = 8;

constexpr double tempo_glide_s = 0.5;

}  // namespace

TempoFollower::TempoFollower(double frame_rate, int frames_per_step)
    : tracker_(frame_rate, frames_per_step),
      glide_(static_cast<std::size_t>(std::lround(tempo_glide_s * frame_rate))),
      tempo_(parameter_spec(ParameterId::tempo).initial) {}

void TempoFollower::apply(const ControlEvent& event) {
  if (event.parameter == ParameterId::tempo)
    tempo_ = std::clamp<double>(event.number, slowest_tempo, fastest_tempo);
  if (event.parameter == ParameterId::tempo_follow) follows_ = event.number != 0.f;
  aim();
}

void TempoFollower::take(float flux) {
  tracker_.take(flux);
  aim();
}

/** The stretch that makes the pulse the tempo; 1 if it is not to follow, or has no pulse. */
float TempoFollower::wanted() {
  if (!follows_ || tracker_.bpm() == 0.) return 1.f;
  const double octaves = std::log2(tracker_.bpm() / tempo_);
  if (std::abs(octaves + octave_) > 0.5 + reluctance_octaves)
    octave_ = -static_cast<int>(std::lround(octaves));
  return std::clamp(static_cast<float>(std::exp2(octaves + octave_)), 1.f / most_stretch, most_stretch);
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
  state.require(tempo_ >= slowest_tempo && tempo_ <= fastest_tempo && octave_ >= -most_octaves &&
                octave_ <= most_octaves);
  state.require(stretch_.stays_within(1.f / most_stretch, most_stretch));
}

}  // namespace aeolian
