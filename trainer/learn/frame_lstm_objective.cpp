// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/frame_lstm_objective.h"

#include "trainer/dataset/sampling.h"

namespace aeolian::trainer {

namespace {

/** Small batches: this model benefits more from many steps in the same time than from smooth gradients. */
constexpr int frame_lstm_batch_size = 8;
constexpr std::int64_t sequence_frames = 64;

}  // namespace

FrameLstmObjective::FrameLstmObjective(const Dataset& dataset, const ModelDescription& description,
                                       int workers, std::uint64_t seed, torch::Device device,
                                       const LearningChoice& choice)
    : NetworkObjective(
          dataset, {.batch = choice.batch.value_or(frame_lstm_batch_size), .frames_per_cut = sequence_frames},
          seed, device),
      description_(description) {
  replicate(
      workers, [&](int) { return FrameLstm(description_); }, optimizer_options(choice));
}

torch::Tensor FrameLstmObjective::loss(FrameLstm& network, const Cuts& cuts, StepRandom& random) const {
  const auto context = description_.context;
  const auto frames =
      pick_frames(dataset(), cuts.of, cuts.count, sequence_frames + context, random.pick).to(device());
  std::tuple<torch::Tensor, torch::Tensor> state;
  const auto predicted = network->forward(context_of(frames, context, sequence_frames), state);
  return (predicted - frames.narrow(1, context, sequence_frames)).square().mean();
}

}  // namespace aeolian::trainer
