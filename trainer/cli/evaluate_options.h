// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/control/parameters.h"
#include "core/weight_format.h"

namespace aeolian::trainer {

/** The amount of sound rendered for an evaluation. */
struct AssessmentPlan {
  double seconds = 60;        ///< per seed, for all measures except drift
  double long_seconds = 300;  ///< per seed, for drift; less than five minutes = drift is not measured
  int seeds = 3;
  std::uint64_t first_seed = 1;
  std::optional<std::pair<double, double>> tones = {};  ///< fundamentals of the first two sources, Hz
};

/** The controls of the renderings. */
struct Steering {
  double temperature = 1;                        ///< 0..2, 1 = as learned
  double guidance = 1;                           ///< 0..3, as in VoiceOptions
  std::optional<double> memory = {};             ///< 0..1; not given = the checkpoint's default
  double memory_limit = default_memory_limit_s;  ///< seconds
  WeightChoice weights;
};

/** The options of `aeolian evaluate`. */
struct EvaluateOptions {
  std::filesystem::path checkpoint;
  std::vector<std::string> paths;  ///< PATH or NAME=PATH, as for `train`
  /** The same paths without folders, for a report that others may read. */
  std::vector<std::string> paths_without_folders;
  std::vector<std::filesystem::path> against;  ///< other checkpoints to compare
  std::vector<std::string> unlike;             ///< PATH or NAME=PATH: additional out-of-domain prompts
  std::vector<std::string> unlike_without_folders;
  std::optional<std::filesystem::path> page;  ///< an HTML file to write
  bool json = false;
  bool keep_silence = false;  ///< set if the model was trained with it
  Steering steering;
  AssessmentPlan plan;
};

}  // namespace aeolian::trainer
