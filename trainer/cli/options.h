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

/** A second checkpoint that is blended into the one that plays. */
struct BlendOptions {
  std::filesystem::path checkpoint;
  double weight = 0;  ///< of the second, 0..1
};

/** The options of `aeolian generate`. */
struct GenerateOptions {
  std::filesystem::path checkpoint;
  std::filesystem::path output;  ///< its ending gives the format; several are called out-1.wav, out-2.wav ...
  std::optional<double> seconds;                 ///< without it 30, or as long as the input
  std::uint64_t seed = 1;                        ///< of the first sound; each further one has the next
  double temperature = 1;                        ///< 0..2, 1 = as learned
  std::optional<std::string> encoding;           ///< name of the encoding
  double guidance = 1;                           ///< 0..3, how strongly the encoding steers
  std::optional<double> memory;                  ///< 0..1; without it as the checkpoint says
  double memory_limit = default_memory_limit_s;  ///< seconds
  std::map<ParameterId, double> shape;  ///< parameters that move, time or colour frames; others as ever
  int voices = 1;                       ///< how many play at once
  std::optional<std::filesystem::path> prime;  ///< a sound to continue from
  std::optional<std::filesystem::path> input;  ///< a sound to listen to while it plays
  std::map<ParameterId, double> listening;     ///< how it listens (/listen/...); others as ever
  std::optional<MorphOptions> morph;           ///< instead of an encoding
  std::optional<BlendOptions> blend;
  int n_samples = 1;
  Quality quality = Quality::normal;
  WeightChoice weights;
};

/** The options of `aeolian test`. */
struct TestOptions {
  std::filesystem::path checkpoint;
  std::filesystem::path sample;        ///< a sound file
  std::filesystem::path output = ".";  ///< folder of the files to write
  int n_samples = 3;
  double sample_duration = 10;  ///< seconds
  int n_average = 1;            ///< number of encodings in a mean
  std::uint64_t seed = 1;       ///< of the random choices
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
  std::optional<std::filesystem::path> folder;  ///< not given = the user's own
};

/** The program ends without doing anything: help (status 0), or bad input (status 2) with the reason. */
struct Ending {
  int status = 0;
  std::string text;
};

using CommandLine = std::variant<TrainOptions, GenerateOptions, TestOptions, InspectOptions, EvaluateOptions,
                                 CacheOptions, Ending>;

/**
 * Parses the arguments after the program's name. Options may be spelt with underscores instead of dashes.
 * Every value is checked; input files are not opened, but output paths are checked before hours of training.
 */
CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace aeolian::trainer
