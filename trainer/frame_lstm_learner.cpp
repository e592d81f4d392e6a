#include "trainer/frame_lstm_learner.h"

#include "trainer/sampling.h"

namespace aeolian {

namespace {

/** Small batches: many steps in the same time suit this model better than smooth gradients. */
constexpr int batch_size = 8;
constexpr std::int64_t sequence_frames = 64;

}  // namespace

FrameLstmLearner::FrameLstmLearner(const Dataset& dataset, const ModelDescription& description, int workers,
                                   std::uint64_t seed, torch::Device device)
    : NetworkLearner({.training_frames = dataset.training_frames(),
                      .batch = batch_size,
                      .frames_per_cut = sequence_frames},
                     seed, device),
      dataset_(dataset),
      description_(description) {
  replicate(workers, [&](int) { return FrameLstm(description_); });
}

torch::Tensor FrameLstmLearner::loss(FrameLstm& network, const std::vector<Span>& spans, int count,
                                     StepRandom& random) const {
  const auto context = description_.context;
  const auto frames =
      pick_frames(dataset_, spans, count, sequence_frames + context, random.pick).to(device());
  std::vector<torch::Tensor> recent;
  for (int lag = 1; lag <= context; ++lag) recent.push_back(frames.narrow(1, context - lag, sequence_frames));
  std::tuple<torch::Tensor, torch::Tensor> state;
  const auto predicted = network->forward(torch::cat(recent, -1), state);
  return (predicted - frames.narrow(1, context, sequence_frames)).square().mean();
}

torch::Tensor FrameLstmLearner::training_loss(FrameLstm& network, int count, double,
                                              StepRandom& random) const {
  return loss(network, dataset_.training, count, random);
}

torch::Tensor FrameLstmLearner::held_out_loss(FrameLstm& network, int count, StepRandom& random) const {
  return loss(network, dataset_.held_out, count, random);
}

}  // namespace aeolian
