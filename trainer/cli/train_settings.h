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

/** How it learns, as given by `train --set`: in the place of what each objective has itself. */
struct LearningChoice {
  std::optional<double> rate;         ///< the highest learning rate of a stage
  std::optional<int> batch;           ///< sequences per step of the trunk, or of a baseline
  std::optional<double> codec_share;  ///< of the time, 0..1: what the codec of a small model has
};

/** The network and its learning, as chosen by `train --model` and `train --set`. */
struct TrainSettings {
  ModelKind model = ModelKind::small;
  std::vector<ModelSize> sizes;  ///< in the place of the model's own; later ones count
  LearningChoice learning;
};

/** The names that `train --model` takes: those of the kinds, and of the larger sizes of the kind small. */
std::vector<std::string> model_names();

/** The settings of a model of that name, one of model_names(). */
TrainSettings settings_of(const std::string& model_name);

/** Adds KEY=VALUE; refuses unknown keys, and values that their key cannot have. */
ErrorOr<void> add_setting(const std::string& text, TrainSettings& settings);

/**
 * Puts the sizes in the place of the model's own. Refuses sizes that a model of this kind does not have, and
 * those with which it could not be played.
 */
ErrorOr<void> set_sizes(ModelDescription& description, std::span<const ModelSize> sizes);

/** The keys and what they mean, for --help. */
std::string explain_settings();

/** The names of the larger sizes and what they set, for --help. */
std::string explain_models();

}  // namespace aeolian::trainer
