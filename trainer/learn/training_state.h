// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/serialize/archive.h>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/description.h"
#include "trainer/learn/objective.h"

namespace aeolian::trainer {

/** The maximum number of stages of a training. */
inline constexpr int max_stages = 2;

/** The history of an interrupted training, apart from its weights; times in seconds. */
struct TrainingPast {
  int stage = 0;                             ///< the stage that was interrupted
  std::array<double, max_stages> seconds{};  ///< spent on the steps of each stage
  std::array<double, max_stages> losses{};   ///< of training, smoothed; NaN = unknown
  std::array<std::vector<Provenance::CurvePoint>, max_stages> curve;  ///< without the names of the stages
};

/** The file beside a checkpoint from which an interrupted training continues: X.aeolian.training. */
std::filesystem::path training_state_path(const std::filesystem::path& checkpoint);

/** Checks whether the state of a training can be written beside `checkpoint`; the error gives the reason. */
ErrorOr<void> check_training_state_path(const std::filesystem::path& checkpoint);

/**
 * The state of an interrupted training: stage, time spent, weights, optimizer, and the step of the random
 * numbers.
 */
class TrainingState {
 public:
  /** Earlier stages and losses; states of older versions contain neither losses nor curves. */
  const TrainingPast& past() const { return past_; }

  /** Refuses to resume a training that did not begin from the file with the digest `from` (empty = none). */
  ErrorOr<void> check_beginning(const std::string& from);

  /** Restores the objective of `stage`; fails if the sizes are not those of this training. */
  ErrorOr<void> load(Objective& objective, int stage);

 private:
  friend ErrorOr<TrainingState> read_training_state(const std::filesystem::path& checkpoint);
  TrainingPast past_;
  std::filesystem::path path_;
  std::shared_ptr<torch::serialize::InputArchive> archive_;
};

ErrorOr<TrainingState> read_training_state(const std::filesystem::path& checkpoint);

/**
 * Writes the state of all objectives up to that of `past.stage`, atomically. `from` is the digest of the file
 * that the training began from; empty = none.
 */
ErrorOr<void> write_training_state(const std::filesystem::path& checkpoint, const TrainingPast& past,
                                   const std::vector<Objective*>& objectives, const std::string& from);

}  // namespace aeolian::trainer
