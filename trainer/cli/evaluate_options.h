// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aeolian {

/** How much is played for a judgement. */
struct AssessmentPlan {
  double seconds = 60;        ///< of each seed, for all measures but the drift
  double long_seconds = 300;  ///< of each seed, for the drift; under five minutes = no drift
  int seeds = 3;
  std::uint64_t first_seed = 1;
  std::optional<std::pair<double, double>> tones = {};  ///< fundamentals of the first two sources, Hz
};

/** How it is played. */
struct Steering {
  double temperature = 1;  ///< 0..2, 1 = as learned
  double guidance = 1;     ///< 0..3, as VoiceOptions has it
};

/** Everything that `aeolian evaluate` was asked for. */
struct EvaluateOptions {
  std::filesystem::path checkpoint;
  std::vector<std::string> paths;                  ///< PATH or NAME=PATH, as to `train`
  std::vector<std::string> paths_without_folders;  ///< the same for a report that others may read
  std::vector<std::filesystem::path> against;      ///< other checkpoints, judged beside it
  std::vector<std::string> unlike;                 ///< PATH or NAME=PATH: sounds to begin from as well
  std::vector<std::string> unlike_without_folders;
  std::optional<std::filesystem::path> page;  ///< an HTML file to write
  bool json = false;
  bool keep_silence = false;  ///< as it was trained
  Steering steering;
  AssessmentPlan plan;
};

}  // namespace aeolian
