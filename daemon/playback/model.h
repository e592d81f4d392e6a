// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/control/encoding_bank.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "core/model/checkpoint.h"
#include "core/model/checkpoint_limits.h"
#include "core/weight_format.h"

namespace aeolian::daemon {

/** A checkpoint in memory, with its named encodings. */
struct Model {
  std::string name;                              ///< base name of the file, without its extension
  std::shared_ptr<const Checkpoint> checkpoint;  ///< packed weights released
  EncodingBank encodings;
  std::uint64_t digest = 0;  ///< of the names and values of its tensors
};

/** A model blended into the one that plays (/model/blend). */
struct BlendedModel {
  Model model;
  std::filesystem::path origin;  ///< its file
  double load = 0.;              ///< WarmUp::load; 0 = not known
};

/**
 * The folders in which models, sounds and moments are found by name, and the size of the largest model
 * accepted.
 */
struct ModelLibrary {
  std::filesystem::path models;
  std::filesystem::path samples;
  std::filesystem::path moments = {};
  SizeLimit model_limit = {};
};

/**
 * Reads a checkpoint and its encodings, to be played with `weights` only. Refused as by read_checkpoint() and
 * make_engine(), and for lack of memory.
 */
ErrorOr<Model> read_model(const std::filesystem::path& path, const SizeLimit& limit = {},
                          WeightFormat weights = WeightFormat::float32);

/**
 * Adapts `parameters` to another model that is about to play: its encodings, and its own defaults
 * (Parameters::replace_encodings, ::replace_default).
 */
void take_model(const Model& model, Parameters& parameters);

/** Returns the sorted names of the models in `directory` (files that end in .aeolian). */
std::vector<std::string> model_names(const std::filesystem::path& directory);

/**
 * Returns the file of the model called `name`, with or without its extension; refuses names that do not exist
 * in `directory`.
 */
ErrorOr<std::filesystem::path> find_model(const std::filesystem::path& directory, const std::string& name);

}  // namespace aeolian::daemon
