// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "trainer/cli/progress.h"
#include "trainer/cli/stop_request.h"
#include "trainer/learn/objective.h"

namespace aeolian::trainer {

/** The end of a training stage: a number of seconds, or of steps. One of the two is set. */
struct StageBudget {
  std::optional<double> seconds;
  std::optional<std::int64_t> steps;
  /** Estimated seconds of training after this stage, for the time left. */
  double seconds_after = 0;
  double times_after = 0;  ///< plus this many times the stage's own duration
};

/** The progress of a resumed stage. */
struct StageBefore {
  double seconds = 0;          ///< spent on steps
  std::optional<double> loss;  ///< the training loss, smoothed; unknown for a new stage
};

/** The losses after a step. */
struct StageMoment {
  std::int64_t step = 0;
  double seconds = 0;                   ///< spent on this stage's steps, including earlier runs
  double loss = 0;                      ///< of training, smoothed
  std::optional<double> held_out_loss;  ///< if it was just measured
  double speed = 0;                     ///< seconds of sound per second
};

/** Callbacks of a stage. */
struct StageEvents {
  std::function<void(const StageMoment&)> step;   ///< after each step; every held-out loss is reported once
  std::function<void(std::int64_t epoch)> epoch;  ///< after each complete epoch
  std::function<void(double seconds, double loss)>
      save;  ///< every save_interval_s, and at the end of the budget
};

struct StageOutcome {
  double seconds = 0;  ///< spent on steps, including earlier runs
  double loss = 0;     ///< of training, smoothed over about fifty steps
  double held_out_loss = 0;
};

/** The interval at which the state is saved, so that a killed run loses at most a minute. */
inline constexpr double save_interval_s = 45;

/**
 * Takes steps until the budget is spent or `stop` is requested, and measures the held-out loss twenty times
 * on the way (the best weights are kept). `frame_s` is a frame's duration, for the displayed speed. A stage
 * that was stopped does not save its state: writing the checkpoint comes first.
 */
StageOutcome run_stage(Objective& objective, const StageBudget& budget, const StageBefore& before,
                       double frame_s, const StageEvents& events, const StopRequest& stop,
                       Progress& progress);

}  // namespace aeolian::trainer
