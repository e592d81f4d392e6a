// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/control/render_quality.h"
#include "core/generator/voice.h"
#include "trainer/cli/evaluate_options.h"
#include "trainer/cli/train_options.h"

namespace aeolian::trainer {

/** A sound between two encodings. */
struct MorphOptions {
  std::string from, to;  ///< their names
  double weight = .5;    ///< 0 = from, 1 = to
};

/** A second checkpoint to blend into the first one. */
struct BlendOptions {
  std::filesystem::path checkpoint;
  double weight = 0;  ///< of the second, 0..1
};

/** The options of `aeolian generate`. */
struct GenerateOptions {
  std::filesystem::path checkpoint;
  std::filesystem::path output;         ///< its ending gives the format; several: out-1.wav, out-2.wav ...
  std::optional<double> seconds;        ///< not given = 30, or the length of the input
  std::uint64_t seed = 1;               ///< of the first sound; each further one uses the next seed
  double temperature = 1;               ///< 0..2, 1 = as learned
  std::optional<std::string> encoding;  ///< name of the encoding
  double guidance = 1;                  ///< 0..3, how strongly the encoding steers
  std::optional<double> memory;         ///< 0..1; not given = the checkpoint's default
  double memory_limit = default_memory_limit_s;  ///< seconds
  std::map<ParameterId, double> shape;           ///< of pitch, time and colour; others keep their defaults
  int voices = 1;                                ///< voices that play at once
  std::optional<std::filesystem::path> prime;    ///< a sound to continue from
  std::optional<std::filesystem::path> input;    ///< a sound to listen to while playing
  std::map<ParameterId, double> listening;  ///< parameters of /listen/...; the others keep their defaults
  std::optional<MorphOptions> morph;        ///< instead of an encoding
  std::optional<BlendOptions> blend;
  int n_samples = 1;
  Quality quality = Quality::normal;
  WeightChoice weights;
};

/** The options of `aeolian test`. */
struct TestOptions {
  std::filesystem::path checkpoint;
  std::filesystem::path sample;        ///< a sound file
  std::filesystem::path output = ".";  ///< folder for the output files
  int n_samples = 3;
  double sample_duration = 10;  ///< seconds
  int n_average = 1;            ///< number of encodings to average
  std::uint64_t seed = 1;       ///< for the random choices
  double temperature = 1;       ///< 0..2, 1 = as learned
  Quality quality = Quality::normal;
};

/** The options of `aeolian inspect`. */
struct InspectOptions {
  std::filesystem::path checkpoint;
  bool json = false;
  std::optional<std::filesystem::path> page;  ///< an HTML file to write
};

/** The options of `aeolian cache`. */
struct CacheOptions {
  enum class Action { list, clear };
  Action action = Action::list;
  std::optional<std::filesystem::path> folder;  ///< not given = the user's default folder
};

/** Ends the program at once: help (status 0), or bad input (status 2) with the reason. */
struct Ending {
  int status = 0;
  std::string text;
};

using CommandLine = std::variant<TrainOptions, GenerateOptions, TestOptions, InspectOptions, EvaluateOptions,
                                 CacheOptions, Ending>;

/**
 * Parses the arguments after the program's name. Option names may have underscores instead of dashes. Checks
 * every value; does not open input files, but does check output paths, so that hours of training are not
 * lost.
 */
CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace aeolian::trainer
