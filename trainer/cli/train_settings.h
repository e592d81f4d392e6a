// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/description.h"

namespace aeolian::trainer {

/** A size as given by `train --set KEY=VALUE`, such as latents=32. */
struct ModelSize {
  std::string key;
  int value = 0;
};

/** Learning settings of `train --set`; where given, they replace each objective's own. */
struct LearningChoice {
  std::optional<double> rate;         ///< the highest learning rate of a stage
  std::optional<int> batch;           ///< sequences per step of the trunk, or of a baseline
  std::optional<double> codec_share;  ///< 0..1, the codec's share of the training time of a small model
};

/** The network and its learning settings, as chosen by `train --model` and `train --set`. */
struct TrainSettings {
  ModelKind model = ModelKind::small;
  std::vector<ModelSize> sizes;  ///< replace the model's own; of several with one key the last counts
  LearningChoice learning;
};

/** The names that `train --model` accepts: the kinds, and the larger sizes of the kind small. */
std::vector<std::string> model_names();

/** The settings for a model name, one of model_names(). */
TrainSettings settings_of(const std::string& model_name);

/** Adds KEY=VALUE; refuses unknown keys and values out of range. */
ErrorOr<void> add_setting(const std::string& text, TrainSettings& settings);

/**
 * Replaces the model's own sizes. Refuses sizes that a model of this kind does not have, or with which it
 * could not be played.
 */
ErrorOr<void> set_sizes(ModelDescription& description, std::span<const ModelSize> sizes);

/** The keys and what they mean, for --help. */
std::string explain_settings();

/** The names of the larger sizes and what they set, for --help. */
std::string explain_models();

}  // namespace aeolian::trainer
