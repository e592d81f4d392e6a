// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/autoencoder_objective.h"

#include "trainer/dataset/sampling.h"

namespace aeolian::trainer {

namespace {

/** The cost of a step depends on the number of consecutive frames: parallel cuts cost little. */
constexpr int autoencoder_batch_size = 32;

}  // namespace

AutoencoderObjective::AutoencoderObjective(const Dataset& dataset, const ModelDescription& description,
                                           int workers, std::uint64_t seed, torch::Device device,
                                           const LearningChoice& choice)
    : NetworkObjective(dataset,
                       {.batch = choice.batch.value_or(autoencoder_batch_size),
                        .frames_per_cut = static_cast<double>(description.context)},
                       seed, device),
      description_(description) {
  replicate(
      workers, [&](int) { return Autoencoder(description_); }, optimizer_options(choice));
}

torch::Tensor AutoencoderObjective::loss(Autoencoder& network, const Cuts& cuts, StepRandom& random) const {
  const auto frames =
      pick_frames(dataset(), cuts.of, cuts.count, description_.context, random.pick).to(device());
  const auto decoded = network->decode(network->encode(frames), frames.size(1));
  return (decoded - frames).square().mean();
}

}  // namespace aeolian::trainer
