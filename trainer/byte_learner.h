#pragma once

#include "core/torch/modules.h"
#include "trainer/dataset.h"
#include "trainer/network_learner.h"

namespace aeolian {

/** Fits the byte-level LSTM: likelihood of the next sample of 8 bits, given those before. */
class ByteLearner final : public NetworkLearner<ByteLstm> {
 public:
  /** `dataset` is of bytes (byte_dataset.h): what a frame is elsewhere is a sample here. */
  ByteLearner(const Dataset& dataset, const ModelDescription& description, int workers, std::uint64_t seed,
              torch::Device device);

  std::string_view stage() const override { return "bytes"; }

  ByteLstm& network() { return networks(); }

 private:
  torch::Tensor training_loss(ByteLstm& network, int count, double progress,
                              StepRandom& random) const override;
  torch::Tensor held_out_loss(ByteLstm& network, int count, StepRandom& random) const override;
  torch::Tensor loss(ByteLstm& network, const std::vector<Span>& spans, int count, StepRandom& random) const;

  const Dataset& dataset_;
};

}  // namespace aeolian
