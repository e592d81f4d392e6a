#include "trainer/trunk_learner.h"

#include <algorithm>

#include "trainer/sampling.h"

namespace aeolian {

namespace {

constexpr int batch_size = 16;
constexpr std::int64_t sequence_steps = 96;

// What makes the encoding matter (design notes, trainer/README.md): steps in which nothing else tells the
// source.
constexpr double masked_share = 0.3;
constexpr std::int64_t longest_mask = 48;
constexpr double null_share = 0.1;
constexpr double encoding_noise = 0.1;
constexpr double statistics_weight = 1.0;

constexpr double dropout = 0.1;

/** Length of the window that an encoding is taken from, seconds. */
constexpr double shortest_window_s = 1.5, longest_window_s = 4;

/** Deviations of the mixture's parts at the beginning, around that of the linear prediction: log of the
 * factor. */
constexpr double smallest_part = -2, largest_part = 0.7;

/** Ridge of the linear prediction, and how many steps of the corpus it is fitted to at most. */
constexpr double ridge = 10;
constexpr std::int64_t regression_steps = 50'000;

/** Latents before and latents, (N, context * D) and (N, D), of the training part. */
std::pair<torch::Tensor, torch::Tensor> regression_pairs(const Dataset& dataset, const Latents& latents,
                                                         const ModelDescription& d) {
  std::vector<torch::Tensor> before, now;
  std::int64_t left = regression_steps;
  for (const auto& span : dataset.training) {
    const auto& cut = latents.streams[span.stream][0];
    const auto begin = span.begin / d.frames_per_step;
    const auto steps = std::min({span.end / d.frames_per_step, cut.mean.size(0), begin + left}) - begin;
    if (steps <= d.context) continue;
    left -= steps;
    const auto mean = cut.mean.narrow(0, begin, steps);
    const auto drawn = mean + cut.sigma.narrow(0, begin, steps) * torch::randn_like(mean);
    std::vector<torch::Tensor> lags;
    for (int lag = 1; lag <= d.context; ++lag)
      lags.push_back(drawn.narrow(0, d.context - lag, steps - d.context));
    before.push_back(torch::cat(lags, -1));
    now.push_back(drawn.narrow(0, d.context, steps - d.context));
  }
  if (now.empty()) return {};
  return {torch::cat(before), torch::cat(now)};
}

/**
 * Lets the trunk begin as the linear prediction by least squares, whose error the mixture's parts begin as,
 * from the narrow one of a held sound to the wide one of an onset. From random weights four minutes did not
 * reach what it gives.
 */
void begin_with_linear_prediction(Trunk& trunk, const Dataset& dataset, const Latents& latents,
                                  const ModelDescription& d) {
  torch::NoGradGuard no_grad;
  const auto [before, now] = regression_pairs(dataset, latents, d);
  auto parameters = trunk->named_parameters();
  auto weight = parameters["autoregression.weight"].zero_();
  parameters["autoregression.bias"].zero_();
  auto error = torch::ones({d.latent_size});
  if (now.defined()) {
    const auto powers = before.t().mm(before) + ridge * torch::eye(before.size(1));
    weight.copy_(torch::linalg_solve(powers, before.t().mm(now)).t());
    error = (now - before.mm(weight.t())).square().mean(0).sqrt().clamp_min(1e-3);
  }
  const auto means = d.mixtures * d.latent_size;
  parameters["output.weight"].narrow(0, d.mixtures, means).mul_(error.repeat({d.mixtures}).unsqueeze(1));
  parameters["output.bias"].narrow(0, d.mixtures, means).zero_();
  const auto parts = torch::linspace(smallest_part, largest_part, d.mixtures).unsqueeze(1);
  parameters["output.bias"]
      .narrow(0, d.mixtures * (1 + d.latent_size), d.mixtures * d.latent_size)
      .copy_((parts + error.log()).reshape({-1}));
}

}  // namespace

Latents encode_dataset(const Dataset& dataset, Codec& codec, const ModelDescription& d,
                       torch::Device device) {
  torch::NoGradGuard no_grad;
  Latents latents;
  const auto width = static_cast<std::int64_t>(d.frames_per_step) * d.front_end.bands;
  for (const auto& stream : dataset.streams) {
    auto& cuts = latents.streams.emplace_back();
    for (int offset = 0; offset < d.frames_per_step; ++offset) {
      const auto steps = (stream.size(0) - offset) / d.frames_per_step;
      std::vector<torch::Tensor> means, sigmas;
      for (std::int64_t at = 0; at < steps; at += 4096) {
        const auto count = std::min<std::int64_t>(4096, steps - at);
        auto frames = stream.narrow(0, offset + at * d.frames_per_step, count * d.frames_per_step);
        auto [mean, log_variance] = codec->encode(frames.reshape({count, width}).to(device));
        means.push_back(mean.cpu());
        sigmas.push_back((0.5 * log_variance).exp().cpu());
      }
      cuts.push_back({torch::cat(means), torch::cat(sigmas)});
    }
  }
  return latents;
}

TrunkLearner::TrunkLearner(const Dataset& dataset, const Latents& latents,
                           const ModelDescription& description, int workers, std::uint64_t seed,
                           torch::Device device)
    : dataset_(dataset), latents_(latents), description_(description), seed_(seed), device_(device) {
  torch::manual_seed(seed);
  std::vector<std::vector<torch::Tensor>> replicas;
  for (int worker = 0; worker < workers; ++worker) {
    auto& n = networks_.emplace_back();
    n.trunk = Trunk(description_);
    if (worker == 0) begin_with_linear_prediction(n.trunk, dataset_, latents_, description_);
    for (const auto* fixed : {"autoregression.weight", "autoregression.bias"})
      n.trunk->named_parameters()[fixed].set_requires_grad(false);
    n.window = WindowEncoder(description_);
    n.statistics = torch::nn::Linear(description_.encoding_size, 2 * description_.latent_size);
    auto& parameters = replicas.emplace_back();
    for (torch::nn::Module* module :
         std::initializer_list<torch::nn::Module*>{n.trunk.get(), n.window.get(), n.statistics.get()}) {
      module->to(device_);
      for (auto& parameter : module->parameters()) parameters.push_back(parameter);
    }
  }
  descent_ = std::make_unique<Descent>(std::move(replicas), Descent::Options{});
}

std::int64_t TrunkLearner::steps_per_epoch() const {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(dataset_.training_frames() / frames_per_step()));
}

double TrunkLearner::frames_per_step() const {
  return static_cast<double>(batch_size) * sequence_steps * description_.frames_per_step;
}

torch::Tensor TrunkLearner::draw(int stream, std::int64_t begin, std::int64_t steps, int offset,
                                 StepRandom& random) const {
  const auto& cut = latents_.streams[stream][offset];
  begin = std::clamp<std::int64_t>(begin, 0, cut.mean.size(0) - steps);
  const auto mean = cut.mean.narrow(0, begin, steps);
  return mean + cut.sigma.narrow(0, begin, steps) * normal_like(mean, random.noise);
}

Span TrunkLearner::disjoint_window(const Span& target, std::int64_t steps, Random& random) const {
  std::vector<Span> same_group;
  for (const auto& span : dataset_.training)
    if (span.stream == target.stream) same_group.push_back(span);
  Span window;
  for (int attempt = 0; attempt < 8; ++attempt) {
    window = pick_cut(same_group, steps * description_.frames_per_step, random);
    if (window.end <= target.begin || window.begin >= target.end) break;
  }
  return window;
}

TrunkLearner::Batch TrunkLearner::make_batch(const std::vector<Span>& spans, int count, double mask_share,
                                             StepRandom& random) const {
  const auto context = description_.context, step = description_.frames_per_step;
  const auto latent = description_.latent_size;
  const double window_s = shortest_window_s + (longest_window_s - shortest_window_s) * random.pick.uniform();
  const auto window_steps = static_cast<std::int64_t>(window_s * description_.step_rate());

  auto past = torch::zeros({count, sequence_steps + context, latent});
  auto masked = torch::zeros({count, sequence_steps, 1});
  std::vector<torch::Tensor> targets, windows;
  for (int i = 0; i < count; ++i) {
    const auto cut = pick_cut(spans, (sequence_steps + context) * step, random.pick);
    const int offset = static_cast<int>(cut.begin % step);
    const auto sequence = draw(cut.stream, cut.begin / step, sequence_steps + context, offset, random);
    targets.push_back(sequence.narrow(0, context, sequence_steps));

    std::int64_t hidden = 0;  // steps whose past is not known
    if (random.pick.uniform() < mask_share)
      hidden = 1 + static_cast<std::int64_t>(random.pick.uniform() * longest_mask);
    if (hidden > 0) {
      masked[i].narrow(0, 0, hidden).fill_(1);
      const auto first = context + hidden - 1;
      past[i].narrow(0, first, past.size(1) - first).copy_(sequence.narrow(0, first, past.size(1) - first));
    } else {
      past[i].copy_(sequence);
    }
    const auto window = disjoint_window(cut, window_steps, random.pick);
    windows.push_back(draw(window.stream, window.begin / step, window_steps,
                           static_cast<int>(random.pick.uniform() * step), random));
  }

  Batch batch;
  batch.target = torch::stack(targets).to(device_);
  batch.window = torch::stack(windows).to(device_);
  past = past.to(device_);
  batch.input.masked = masked.to(device_);
  batch.input.latent = past.narrow(1, context - 1, sequence_steps);
  std::vector<torch::Tensor> recent;
  for (int lag = 1; lag <= context; ++lag) recent.push_back(past.narrow(1, context - lag, sequence_steps));
  batch.input.context = torch::cat(recent, -1);
  return batch;
}

torch::Tensor TrunkLearner::likelihood(Networks& networks, const Batch& batch, const torch::Tensor& encoding,
                                       double drop, StepRandom& random) const {
  TrunkInput input = batch.input;
  input.encoding = encoding;
  torch::Tensor state;
  return networks.trunk->forward(input, state, drop, random.noise).loss(batch.target).mean();
}

double TrunkLearner::step(double progress) {
  return descent_->step(progress, [&](int worker) {
    StepRandom random(seed_, descent_->steps(), worker);
    auto& n = networks_[worker];
    const int count = batch_size / descent_->workers();
    const auto batch = make_batch(dataset_.training, count, masked_share, random);
    const auto code = n.window->forward(batch.window);

    const auto statistics = torch::cat({batch.target.mean(1), batch.target.std(1)}, -1);
    const auto told = (n.statistics(code) - statistics).square().mean();
    const auto known =
        (torch::rand({count, 1}, random.noise, torch::TensorOptions(torch::kFloat32)) >= null_share)
            .to(device_);
    const auto encoding = (code + encoding_noise * normal_like(code, random.noise)) * known;
    return likelihood(n, batch, encoding, dropout, random) + statistics_weight * told;
  });
}

double TrunkLearner::held_out() {
  torch::NoGradGuard no_grad;
  Averaged averaged(*descent_);
  StepRandom random(seed_ + 1, 0, 0);
  auto& n = networks_.front();
  double total = 0;
  constexpr int batches = 2;
  for (int i = 0; i < batches; ++i) {
    const auto batch = make_batch(dataset_.held_out, batch_size, 0, random);
    total += likelihood(n, batch, n.window->forward(batch.window), 0, random).item<double>();
  }
  return total / batches;
}

}  // namespace aeolian
