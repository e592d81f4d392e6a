// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/clock_beat.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aeolian::daemon {
namespace {

/** How long before the generator reaches a step it is told that step's beat, so that it is not too late. */
constexpr double head_start_s = 0.1;

/** Tolerance for the generator's count. */
constexpr double tolerance_s = 0.004;

/** It is told again after this time in any case, because a beat may have come too late for its step. */
constexpr double longest_count_s = 30.;

}  // namespace

bool follows_tempo(const Parameters& parameters) {
  const auto follows = [&parameters](VoiceNumber voice) {
    return parameters.number(ParameterId::tempo_follow, voice) != 0.;
  };
  return follows(all_voices) ||
         std::ranges::any_of(parameters.voices_with_own(ParameterId::tempo_follow), follows);
}

ClockBeat::ClockBeat(const Tempo& tempo, const Parameters& parameters, Steps steps, Parameters::Sink sink)
    : tempo_(tempo), parameters_(parameters), steps_(std::move(steps)), sink_(std::move(sink)) {}

void ClockBeat::poll() {
  const auto entered = steps_.entered();
  if (entered != std::exchange(entered_, entered)) told_.reset();
  if (!entered || !follows_tempo(parameters_)) return told_.reset();
  const auto line = tempo_.line(steps_.now());
  if (!line) return;
  const auto ahead = static_cast<std::uint64_t>(std::ceil(head_start_s / steps_.step_s));
  const std::uint64_t step = steps_.made() + ahead;
  const auto time = steps_.time_heard(step);
  if (!time) return;
  const Told present{step, line->beat_at(*time), parameters_.number(ParameterId::tempo),
                     parameters_.number(ParameterId::voices)};
  if (is_right(present)) return;
  const ControlEvent event{.parameter = ParameterId::tempo, .step = step, .beat = present.beat};
  if (sink_(event)) told_ = present;
}

/** Whether the generator, counting on from the beat that it was told, arrives at this one. */
bool ClockBeat::is_right(const Told& present) const {
  if (!told_ || told_->tempo != present.tempo || told_->voices != present.voices) return false;
  const double passed_s = static_cast<double>(present.step - told_->step) * steps_.step_s;
  const double off = told_->beat + passed_s * told_->tempo / 60. - present.beat;
  return std::abs(off) * 60. / present.tempo < tolerance_s && passed_s < longest_count_s;
}

}  // namespace aeolian::daemon
