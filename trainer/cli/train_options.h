// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/model/description.h"

namespace aeolian {

enum class Device { automatic, cpu, cuda };

/** Everything that `aeolian train` was asked for; checked by parse_command_line. */
struct TrainOptions {
  std::vector<std::string> paths;  ///< PATH or NAME=PATH
  std::filesystem::path output;    ///< the checkpoint; samples go beside it
  std::string command;             ///< as typed, without the machine's folders: for the provenance
  std::string licence;             ///< of the sounds, as stated; empty = not stated

  std::optional<double> minutes;  ///< stop after so long; not given, nor epochs = default_minutes
  std::optional<int> epochs;      ///< stop after so many passes over the sound
  bool resume = false;            ///< go on from where the output stands
  bool keep_state = false;        ///< leave OUTPUT.training after a finished training

  ModelKind model = ModelKind::small;
  Device device = Device::automatic;
  int threads = 0;  ///< 0 = as many as the machine has
  std::uint64_t rng_seed = 1;

  std::optional<int> sample_rate;  ///< Hz
  std::optional<double> window_ms;
  std::optional<int> bands;
  std::optional<double> max_frequency;  ///< Hz
  bool keep_silence = false;

  int n_samples = 3;            ///< sounds made at each sampling, 0 = none
  int sample_every = 0;         ///< epochs between samplings, 0 = only at the end
  double sample_duration = 10;  ///< seconds
};

inline constexpr double default_training_minutes = 30;

}  // namespace aeolian
