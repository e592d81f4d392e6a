#pragma once

#include "core/torch/modules.h"
#include "trainer/dataset.h"
#include "trainer/network_learner.h"

namespace aeolian {

/** Fits the autoencoder of 2019: squared error of a segment's frames, decoded from the segment's own code. */
class AutoencoderLearner final : public NetworkLearner<Autoencoder> {
 public:
  AutoencoderLearner(const Dataset& dataset, const ModelDescription& description, int workers,
                     std::uint64_t seed, torch::Device device);

  std::string_view stage() const override { return "autoencoder"; }

  Autoencoder& network() { return networks(); }

 private:
  torch::Tensor training_loss(Autoencoder& network, int count, double progress,
                              StepRandom& random) const override;
  torch::Tensor held_out_loss(Autoencoder& network, int count, StepRandom& random) const override;
  torch::Tensor loss(Autoencoder& network, const std::vector<Span>& spans, int count,
                     StepRandom& random) const;

  const Dataset& dataset_;
  ModelDescription description_;
};

}  // namespace aeolian
