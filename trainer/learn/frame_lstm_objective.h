// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/dataset/dataset.h"
#include "trainer/learn/network_objective.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * Trains the hobby project's model: squared error of the next frame, given the last frames and the LSTM's
 * state.
 */
class FrameLstmObjective final : public NetworkObjective<FrameLstm> {
 public:
  FrameLstmObjective(const Dataset& dataset, const ModelDescription& description, int workers,
                     std::uint64_t seed, torch::Device device, const LearningChoice& choice = {});

  std::string_view stage() const override { return "frame-lstm"; }

  FrameLstm& network() { return networks(); }

 private:
  torch::Tensor loss(FrameLstm& network, const Cuts& cuts, StepRandom& random) const override;

  ModelDescription description_;
};

}  // namespace aeolian::trainer
