// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
#include "trainer/dataset/dataset.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * The model that a training begins from (`--from`). The new model keeps its front end, normalisation and
 * sizes, so that a latent and an encoding mean the same in both.
 */
struct Pretrained {
  std::string name;  ///< of the file, without its folder
  ModelDescription description;
  Normalisation normalisation;
  Codec codec{nullptr};
  Trunk trunk{nullptr};
  WindowEncoder window{nullptr};
};

/** Reads the model from a checkpoint; refuses one that is not of the kind small, or lacks a tensor. */
ErrorOr<Pretrained> read_pretrained(const std::filesystem::path& path, torch::Device device);

}  // namespace aeolian::trainer
