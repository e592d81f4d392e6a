// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "trainer/dataset/dataset.h"
#include "trainer/learn/latents.h"
#include "trainer/learn/network_objective.h"
#include "trainer/learn/pretrained.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/** The networks trained together. */
struct TrunkNetworksImpl : torch::nn::Module {
  explicit TrunkNetworksImpl(const ModelDescription& description)
      : trunk(register_module("trunk", Trunk(description))),
        window(register_module("window", WindowEncoder(description))) {}
  Trunk trunk;
  WindowEncoder window;
};
TORCH_MODULE(TrunkNetworks);

/**
 * Trains trunk and head for the likelihood of the next latent, starting from begin_linearly(), or from
 * pretrained networks and adapt_linearly(). The past is drawn with the codec's uncertainty, but the target is
 * not: so the trunk learns to lead a slightly wrong past, as its own will be, back to the sound, and does not
 * play that uncertainty. In some sequences the beginning is masked, so that only the encoding tells the
 * source; in others the encoding is left out.
 */
class TrunkObjective final : public NetworkObjective<TrunkNetworks> {
 public:
  TrunkObjective(const Dataset& dataset, const Latents& latents, const ModelDescription& description,
                 int workers, std::uint64_t seed, torch::Device device,
                 const Pretrained* pretrained = nullptr, const LearningChoice& choice = {});

  std::string_view stage() const override { return "trunk"; }

  Trunk& trunk() { return networks()->trunk; }
  WindowEncoder& window_encoder() { return networks()->window; }

 private:
  struct Batch {
    TrunkInput input;      ///< without the encoding
    torch::Tensor target;  ///< (N, T, D)
    torch::Tensor window;  ///< (N, W, D), from the same group, disjoint from the target
  };

  /** An excerpt of a stream, (T, D): the codec's means, and a draw with the codec's uncertainty. */
  struct Excerpt {
    torch::Tensor mean, drawn;
  };

  Batch make_batch(const Cuts& cuts, StepRandom& random) const;
  Excerpt draw(int stream, std::int64_t begin, std::int64_t steps, int offset, StepRandom& random) const;
  torch::Tensor likelihood(TrunkNetworks& networks, const Batch& batch, const torch::Tensor& encoding,
                           double dropout, StepRandom& random) const;
  torch::Tensor loss(TrunkNetworks& networks, const Cuts& cuts, StepRandom& random) const override;

  const Latents& latents_;
  ModelDescription description_;
};

}  // namespace aeolian::trainer
