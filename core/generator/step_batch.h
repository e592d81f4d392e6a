// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/model/engine.h"

namespace aeolian {

/**
 * The next steps of several voices' engines, taken together so that shared weights are read once for many.
 * One thread at a time; nothing allocates after construction.
 */
class StepBatch {
 public:
  /** For up to `most` steps at a time. */
  explicit StepBatch(std::size_t most) { steps_.reserve(most); }

  /** `step` must stay where it is until run(). */
  void add(EngineStep& step) { steps_.push_back(&step); }

  /** Takes all steps and empties the batch. */
  void run() {
    for (std::span<EngineStep* const> left(steps_); !left.empty();)
      left = left.subspan(left.front()->engine->step_together(left));
    steps_.clear();
  }

 private:
  std::vector<EngineStep*> steps_;
};

}  // namespace aeolian
