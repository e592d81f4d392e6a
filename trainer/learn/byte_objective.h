// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/dataset/dataset.h"
#include "trainer/learn/network_objective.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/** Trains the byte-level LSTM: likelihood of the next 8-bit sample, given the previous ones. */
class ByteObjective final : public NetworkObjective<ByteLstm> {
 public:
  /** `dataset` contains bytes (make_byte_dataset()): each frame is a sample. */
  ByteObjective(const Dataset& dataset, const ModelDescription& description, int workers, std::uint64_t seed,
                torch::Device device, const LearningChoice& choice = {});

  std::string_view stage() const override { return "bytes"; }

  ByteLstm& network() { return networks(); }

 private:
  torch::Tensor loss(ByteLstm& network, const Cuts& cuts, StepRandom& random) const override;
};

}  // namespace aeolian::trainer
