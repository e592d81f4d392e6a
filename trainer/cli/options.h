// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/generator/voice.h"
#include "trainer/cli/evaluate_options.h"
#include "trainer/cli/train_options.h"

namespace aeolian {

/** Everything that `aeolian generate` was asked for. */
struct GenerateOptions {
  std::filesystem::path checkpoint;
  std::filesystem::path
      output;  ///< its ending tells the format; out-1.wav, out-2.wav ... where there are several
  double seconds = 30;
  std::uint64_t seed = 1;                      ///< of the first sound; each next one has the next
  double temperature = 1;                      ///< 0..2, 1 = as learned
  std::optional<std::string> encoding;         ///< its name
  double guidance = 1;                         ///< 0..3, how far it leads
  std::optional<std::filesystem::path> prime;  ///< a sound to go on from
  int n_samples = 1;
  Quality quality = Quality::normal;
};

/** Everything that `aeolian test` was asked for. */
struct TestOptions {
  std::filesystem::path checkpoint;
  std::filesystem::path sample;        ///< a sound file
  std::filesystem::path output = ".";  ///< folder of what is written
  int n_samples = 3;
  double sample_duration = 10;  ///< seconds
  int n_average = 1;            ///< encodings in a mean
  std::uint64_t seed = 1;       ///< of what is drawn
  double temperature = 1;       ///< 0..2, 1 = as learned
  Quality quality = Quality::normal;
};

/** Everything that `aeolian inspect` was asked for. */
struct InspectOptions {
  std::filesystem::path checkpoint;
  bool json = false;
};

/** The program ends without doing anything: help (status 0), or bad input (status 2) and the reason. */
struct Ending {
  int status = 0;
  std::string text;
};

using CommandLine =
    std::variant<TrainOptions, GenerateOptions, TestOptions, InspectOptions, EvaluateOptions, Ending>;

/**
 * Reads the arguments after the program's name. Options may be spelt with underscores instead of dashes.
 * Every value is checked; files to be read are not opened, but places to be written are looked at, before
 * hours of training.
 */
CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace aeolian
