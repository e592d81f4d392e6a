// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/serialize/archive.h>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/error.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/objective.h"

namespace aeolian {

/** The maximum number of stages of a training. */
inline constexpr int max_stages = 2;

/** The file beside a checkpoint from which an interrupted training continues: X.aeolian.training. */
std::filesystem::path training_state_path(const std::filesystem::path& checkpoint);

/** Whether the state of a training can be written beside `checkpoint`; the error says what prevents it. */
ErrorOr<void> check_training_state_path(const std::filesystem::path& checkpoint);

/**
 * The state of an interrupted training: stage, time spent, weights, optimizer, and the step of the random
 * numbers.
 */
class TrainingState {
 public:
  int stage() const { return stage_; }
  double seconds_of(int stage) const { return seconds_.at(stage); }
  /** The training loss of a stage at that time; states of older versions do not contain it. */
  std::optional<double> loss_of(int stage) const;

  /**
   * Refuses a training that does not begin from the same model: `given` is the normalisation of the one that
   * it begins from, or null.
   */
  ErrorOr<void> check_beginning(const Normalisation* given);

  /** Restores the objective of `stage`; an error if the sizes are not those of this training. */
  ErrorOr<void> load(Objective& objective, int stage);

 private:
  friend ErrorOr<TrainingState> read_training_state(const std::filesystem::path& checkpoint);
  int stage_ = 0;
  std::array<double, max_stages> seconds_{};
  std::array<double, max_stages> losses_{};  ///< NaN = unknown
  std::filesystem::path path_;
  std::shared_ptr<torch::serialize::InputArchive> archive_;
};

ErrorOr<TrainingState> read_training_state(const std::filesystem::path& checkpoint);

/**
 * Writes the state of all objectives up to that of `stage`, atomically. `given` is the normalisation of the
 * model that the training begins from, or null.
 */
ErrorOr<void> write_training_state(const std::filesystem::path& checkpoint, int stage,
                                   const std::array<double, max_stages>& seconds,
                                   const std::array<double, max_stages>& losses,
                                   const std::vector<Objective*>& objectives, const Normalisation* given);

}  // namespace aeolian
