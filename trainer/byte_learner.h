#pragma once

#include "core/torch/modules.h"
#include "trainer/dataset.h"
#include "trainer/network_learner.h"

namespace aeolian {

/** Fits the byte-level LSTM: likelihood of the next sample of 8 bits, given those before. */
class ByteLearner final : public NetworkLearner<ByteLstm> {
 public:
  /** `dataset` is of bytes (make_byte_dataset()): what a frame is elsewhere is a sample here. */
  ByteLearner(const Dataset& dataset, const ModelDescription& description, int workers, std::uint64_t seed,
              torch::Device device);

  std::string_view stage() const override { return "bytes"; }

  ByteLstm& network() { return networks(); }

 private:
  torch::Tensor loss(ByteLstm& network, const Cuts& cuts, StepRandom& random) const override;
};

}  // namespace aeolian
