#include "trainer/frame_lstm_learner.h"

#include <algorithm>

#include "trainer/sampling.h"

namespace aeolian {

namespace {

/** Small batches: many steps in the same time suit this model better than smooth gradients. */
constexpr int batch_size = 8;
constexpr std::int64_t sequence_frames = 64;

}  // namespace

FrameLstmLearner::FrameLstmLearner(const Dataset& dataset, const ModelDescription& description, int workers,
                                   std::uint64_t seed, torch::Device device)
    : dataset_(dataset), description_(description), seed_(seed), device_(device) {
  torch::manual_seed(seed);
  std::vector<std::vector<torch::Tensor>> replicas;
  for (int worker = 0; worker < workers; ++worker) {
    networks_.emplace_back(description_);
    networks_.back()->to(device_);
    replicas.push_back(networks_.back()->parameters());
  }
  descent_ = std::make_unique<Descent>(std::move(replicas), Descent::Options{});
}

std::int64_t FrameLstmLearner::steps_per_epoch() const {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(dataset_.training_frames() / frames_per_step()));
}

double FrameLstmLearner::frames_per_step() const { return static_cast<double>(batch_size) * sequence_frames; }

torch::Tensor FrameLstmLearner::loss(FrameLstm& network, const std::vector<Span>& spans, int count,
                                     StepRandom& random) const {
  const auto context = description_.context;
  std::vector<torch::Tensor> cuts;
  for (int i = 0; i < count; ++i) {
    const auto cut = pick_cut(spans, sequence_frames + context, random.pick);
    cuts.push_back(dataset_.streams[cut.stream].narrow(0, cut.begin, cut.size()));
  }
  const auto frames = torch::stack(cuts).to(device_);
  std::vector<torch::Tensor> recent;
  for (int lag = 1; lag <= context; ++lag) recent.push_back(frames.narrow(1, context - lag, sequence_frames));
  std::tuple<torch::Tensor, torch::Tensor> state;
  const auto predicted = network->forward(torch::cat(recent, -1), state);
  return (predicted - frames.narrow(1, context, sequence_frames)).square().mean();
}

double FrameLstmLearner::step(double progress) {
  return descent_->step(progress, [&](int worker) {
    StepRandom random(seed_, descent_->steps(), worker);
    return loss(networks_[worker], dataset_.training, batch_size / descent_->workers(), random);
  });
}

double FrameLstmLearner::held_out() {
  torch::NoGradGuard no_grad;
  Averaged averaged(*descent_);
  StepRandom random(seed_ + 1, 0, 0);
  return loss(networks_.front(), dataset_.held_out, batch_size, random).item<double>();
}

}  // namespace aeolian
