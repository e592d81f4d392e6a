// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/dataset/dataset.h"
#include "trainer/learn/network_objective.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * Trains the autoencoder of 2019: squared error of a segment's frames, decoded from the segment's own code.
 */
class AutoencoderObjective final : public NetworkObjective<Autoencoder> {
 public:
  AutoencoderObjective(const Dataset& dataset, const ModelDescription& description, int workers,
                       std::uint64_t seed, torch::Device device, const LearningChoice& choice = {});

  std::string_view stage() const override { return "autoencoder"; }

  Autoencoder& network() { return networks(); }

 private:
  torch::Tensor loss(Autoencoder& network, const Cuts& cuts, StepRandom& random) const override;

  ModelDescription description_;
};

}  // namespace aeolian::trainer
