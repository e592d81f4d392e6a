// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/byte_objective.h"

#include <torch/nn/functional/loss.h>

#include "core/model/byte_sampler.h"
#include "trainer/dataset/sampling.h"

namespace aeolian::trainer {

namespace {

/** The cost of a step depends on the number of consecutive samples (23 ms): parallel cuts cost little. */
constexpr int byte_batch_size = 64;
constexpr std::int64_t sequence_samples = 256;

}  // namespace

ByteObjective::ByteObjective(const Dataset& dataset, const ModelDescription& description, int workers,
                             std::uint64_t seed, torch::Device device, const LearningChoice& choice)
    : NetworkObjective(dataset,
                       {.batch = choice.batch.value_or(byte_batch_size),
                        .frames_per_cut = sequence_samples,
                        .held_out_batches = 4},
                       seed, device) {
  replicate(
      workers, [&](int) { return ByteLstm(description); }, optimizer_options(choice));
}

torch::Tensor ByteObjective::loss(ByteLstm& network, const Cuts& cuts, StepRandom& random) const {
  const auto bytes = pick_frames(dataset(), cuts.of, cuts.count, sequence_samples + 1, random.pick)
                         .squeeze(-1)
                         .to(device(), torch::kInt64);
  std::tuple<torch::Tensor, torch::Tensor> state;
  const auto logits = network->forward(bytes.narrow(1, 0, sequence_samples), state);
  return torch::nn::functional::cross_entropy(logits.reshape({-1, byte_values}),
                                              bytes.narrow(1, 1, sequence_samples).reshape({-1}));
}

}  // namespace aeolian::trainer
