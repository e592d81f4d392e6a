// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/model/checkpoint.h"
#include "core/model/layers.h"

namespace aeolian {

class StateArchive;

/**
 * Keeps the beat from one passage to the next. Rows of the passage memory with a pulse have a beat phase;
 * while one of them is followed, a clock takes its phase and tempo, and runs on by itself where there is no
 * pulse. The next passage is then entered where its beat coincides with the clock's. One thread; allocates
 * nothing after create().
 */
class PassagePulse {
 public:
  /** The tensor (N): beat phase of each row of the passage memory, 0 to below 1; -1 = no pulse. */
  static constexpr const char* tensor = "recollection.beats";

  /**
   * For passages that begin at the rows `beginnings`, of `rows` in all. Returns nothing for a checkpoint
   * without the tensor; refuses a tensor that is not as described.
   */
  static ErrorOr<std::optional<PassagePulse>> create(const Checkpoint& checkpoint, std::int64_t rows,
                                                     const std::vector<std::int64_t>& beginnings);

  /** Forgets the beat. */
  void stop() { pace_ = 0.f; }

  /** Advances by one step, which follows `row`; none = it has no pulse. */
  void step(std::optional<std::int64_t> row);

  /**
   * Adds out_of_time to the distance of each beginning (as many values) that is off the beat of the next step
   * by more than `most_shift` steps, or has another tempo.
   */
  void keep_time(VectorOut distance) const;

  /**
   * Offset in steps from a beginning (negative = before) at which the passage must be entered to be on the
   * beat.
   */
  std::int64_t shift(std::int64_t beginning) const;

  /**
   * Number of steps, at most `steps`, to follow a passage from `row` on: fewer if it can then end shortly
   * before a beat or half beat, whose onset hides the change.
   */
  std::int64_t stay(std::int64_t row, std::int64_t steps) const;

  /** Largest offset of an entry from its beginning, steps. */
  static constexpr std::int64_t most_shift = 2;

  /** Added by keep_time(): more than the distance between latents, less than that between sources. */
  static constexpr float out_of_time = 1e3f;

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  PassagePulse(const Tensor& phases, const std::vector<std::int64_t>& beginnings);
  float pace_at(std::int64_t row) const;

  const Tensor* phases_;
  Vector phase_of_, pace_of_;  ///< of the beginnings; pace in beats per step, 0 = no pulse
  float phase_ = 0.f;          ///< of the next step
  float pace_ = 0.f;           ///< beats per step; 0 = no beat
};

}  // namespace aeolian
