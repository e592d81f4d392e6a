// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/error.h"
#include "trainer/cli/progress.h"
#include "trainer/cli/stop_request.h"
#include "trainer/learn/objective.h"

namespace aeolian {

/** When a stage of training is over: after so many seconds, or after so many steps. One of the two is set. */
struct StageBudget {
  std::optional<double> seconds;
  std::optional<std::int64_t> steps;
  double seconds_after =
      0;  ///< about what the whole training takes after this stage, for the time left that is shown
  double times_after = 0;  ///< and so many times as long as this stage
};

/** What a stage that is resumed has behind it. */
struct StageBefore {
  double seconds = 0;          ///< spent on steps
  std::optional<double> loss;  ///< the training loss, smoothed; not known of a new stage
};

/** What else happens during a stage. An error ends it. */
struct StageEvents {
  std::function<ErrorOr<void>(std::int64_t epoch)> epoch;  ///< an epoch is complete
  std::function<void(double seconds, double loss)>
      save;  ///< every save_interval_s, and at the end of the budget
};

struct StageOutcome {
  double seconds = 0;  ///< spent on steps, earlier runs included
  double loss = 0;     ///< of training, smoothed over some fifty steps
  double held_out_loss = 0;
};

/** A killed run loses at most a minute: the state is saved this often. */
inline constexpr double save_interval_s = 45;

/**
 * Takes steps until the budget is spent or `stop` was requested, with the held-out loss twenty times on the
 * way (the best weights are kept). `frame_s` is a frame's length, for the speed that is shown. A stage that
 * was stopped does not save its state: what is more urgent comes first.
 */
ErrorOr<StageOutcome> run_stage(Objective& objective, const StageBudget& budget, const StageBefore& before,
                                double frame_s, const StageEvents& events, const StopRequest& stop,
                                Progress& progress);

}  // namespace aeolian
