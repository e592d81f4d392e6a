// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/stage.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace aeolian::trainer {

namespace {

using Clock = std::chrono::steady_clock;

/** Number of times that the held-out loss is measured in a stage. */
constexpr int held_out_times = 20;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

StageOutcome run_stage(Objective& objective, const StageBudget& budget, const StageBefore& before,
                       double frame_s, const StageEvents& events, const StopRequest& stop,
                       Progress& progress) {
  auto& optimizer = objective.optimizer();
  const auto first_step = optimizer.steps();
  const auto start = Clock::now();
  StageOutcome outcome;
  double next_held_out = 0, last_save = 0;
  auto smoothed = before.loss;
  ProgressState state;
  state.stage = std::string(objective.stage());

  const auto elapsed = [&] { return before.seconds + since(start); };
  const auto done = [&] {
    return std::min(1.0, budget.seconds
                             ? elapsed() / *budget.seconds
                             : static_cast<double>(optimizer.steps()) / static_cast<double>(*budget.steps));
  };
  const auto measure = [&] {
    outcome.held_out_loss = objective.held_out();
    state.held_out_loss = outcome.held_out_loss;
    if (!optimizer.best_loss() || outcome.held_out_loss < *optimizer.best_loss())
      optimizer.keep_best(outcome.held_out_loss);
  };

  const auto tell_moment = [&](double seconds, std::optional<double> measured) {
    events.step({optimizer.steps(), seconds, smoothed.value_or(outcome.held_out_loss), measured,
                 state.speed.value_or(0)});
  };

  // Always at the same shares of the training, wherever it was resumed.
  const auto next_time = [&](double at) { return (std::floor(at * held_out_times) + 1) / held_out_times; };
  next_held_out = next_time(done());
  while (done() < 1 && !stop.requested()) {
    outcome.loss = objective.step(done());
    smoothed = smoothed ? 0.98 * *smoothed + 0.02 * outcome.loss : outcome.loss;
    state.done = done();
    state.loss = smoothed;
    const double ran = since(start);
    const auto steps = static_cast<double>(optimizer.steps() - first_step);
    state.speed = steps * objective.frames_per_step() * frame_s / ran;
    const double here_left = budget.seconds
                                 ? std::max(0., *budget.seconds - elapsed())
                                 : ran / steps * static_cast<double>(*budget.steps - optimizer.steps());
    state.seconds_left = here_left + budget.times_after * (elapsed() + here_left) + budget.seconds_after;
    std::optional<double> measured;
    if (state.done >= next_held_out) {
      measure();
      measured = outcome.held_out_loss;
      next_held_out = next_time(state.done);
    }
    tell_moment(elapsed(), measured);
    progress.update(state);
    if (optimizer.steps() % objective.steps_per_epoch() == 0)
      events.epoch(optimizer.steps() / objective.steps_per_epoch());
    if (ran - last_save > save_interval_s) {
      last_save = ran;
      events.save(elapsed(), *smoothed);
    }
  }
  outcome.seconds = elapsed();
  measure();
  tell_moment(outcome.seconds, outcome.held_out_loss);
  // States of older versions do not contain the loss.
  outcome.loss = smoothed.value_or(outcome.held_out_loss);
  outcome.held_out_loss = *optimizer.best_loss();
  progress.update(state);
  progress.finish_stage();
  if (!stop.requested()) events.save(outcome.seconds, outcome.loss);
  return outcome;
}

}  // namespace aeolian::trainer
