// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/error.h"
#include "core/model/description.h"

namespace aeolian {

/** A size as given by `train --set KEY=VALUE`, such as latents=32. */
struct ModelSize {
  std::string key;
  int value = 0;
};

/** Reads KEY=VALUE; refuses unknown keys and values that are no whole number from 1. */
ErrorOr<ModelSize> read_model_size(const std::string& text);

/**
 * Puts the sizes in the place of the model's own. Refuses sizes that a model of this kind does not have, and
 * those with which it could not be played.
 */
ErrorOr<void> set_sizes(ModelDescription& description, std::span<const ModelSize> sizes);

/** The keys and what they mean, for --help. */
std::string explain_model_sizes();

}  // namespace aeolian
