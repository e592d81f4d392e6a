#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/error.h"
#include "trainer/learner.h"
#include "trainer/progress.h"
#include "trainer/stop_request.h"

namespace aeolian {

/** When a stage of training is over: after so many seconds, or after so many steps. One of the two is set. */
struct StageBudget {
  std::optional<double> seconds;
  std::optional<std::int64_t> steps;
};

/** What else happens during a stage. An error from any of these ends it. */
struct StageEvents {
  std::function<ErrorOr<void>(std::int64_t epoch)> epoch;   ///< an epoch is complete
  std::function<ErrorOr<void>(double seconds)> save;        ///< at least every save_interval_s, and at the end
};

struct StageOutcome {
  double seconds = 0;  ///< spent on steps, earlier runs included
  double loss = 0;
  double held_out_loss = 0;
};

/** A killed run loses at most a minute: the state is saved this often. */
inline constexpr double save_interval_s = 45;

/**
 * Takes steps until the budget is spent or `stop` was requested, with the held-out loss twenty times on the way (the
 * best weights are kept). `seconds` were spent by the run that is resumed; `frame_s` is a frame's length, for the speed
 * that is shown.
 */
ErrorOr<StageOutcome> run_stage(Learner& learner, const StageBudget& budget, double seconds, double frame_s,
                                const StageEvents& events, const StopRequest& stop, Progress& progress);

}  // namespace aeolian
