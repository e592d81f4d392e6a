#include "trainer/calibration.h"

#include <algorithm>
#include <array>
#include <limits>

namespace aeolian {

namespace {

constexpr std::array candidates{0.6, 0.7, 0.8, 0.9, 1.0};
constexpr double calm_share = 0.65;

/** Free running that is compared, and what is run before it and left out, seconds. */
constexpr double measured_s = 8, settled_s = 2;
constexpr double pair_distance_s = 0.1;
constexpr std::int64_t pairs = 1500;

/** Rows [z(t), z(t + lag)] of sequences (N, T, D), thinned to `pairs` by a fixed stride. */
torch::Tensor pairs_of(const torch::Tensor& sequences, std::int64_t lag) {
  const auto steps = sequences.size(1) - lag;
  auto rows = torch::cat({sequences.narrow(1, 0, steps), sequences.narrow(1, lag, steps)}, -1);
  rows = rows.reshape({-1, rows.size(-1)});
  const auto stride = std::max<std::int64_t>(1, rows.size(0) / pairs);
  return rows.slice(0, 0, stride * pairs, stride).contiguous();
}

double energy_distance(const torch::Tensor& a, const torch::Tensor& b) {
  return (2 * torch::cdist(a, b).mean() - torch::cdist(a, a).mean() - torch::cdist(b, b).mean()).item<double>();
}

}  // namespace

KnownLatents known_latents(const Latents& latents, torch::Device device) {
  std::vector<torch::Tensor> streams;
  for (const auto& stream : latents.streams) streams.push_back(stream[0].mean);
  const auto all = torch::cat(streams);
  const auto sorted = std::get<0>(all.sort(0));
  const auto norms = std::get<0>(all.norm(2, -1).sort(0));
  const auto count = all.size(0), rare = count / 1000;
  return {torch::stack({sorted[rare], sorted[count - 1 - rare]}).to(device),
          norms[count - 1 - rare].view({1}).to(device)};
}

FreeRun::FreeRun(Trunk trunk, const ModelDescription& d, const torch::Tensor& latents,
                 const torch::Tensor& encoding, const KnownLatents& known)
    : trunk_(std::move(trunk)), description_(d), encoding_(encoding), known_(known) {
  torch::NoGradGuard no_grad;
  const auto steps = latents.size(1), count = latents.size(0);
  TrunkInput input;
  input.latent = latents.narrow(1, 0, steps - 1);
  input.masked = torch::zeros({count, steps - 1, 1}, latents.options());
  input.context = torch::zeros({count, steps - 1, d.context * d.latent_size}, latents.options());
  input.encoding = encoding;
  trunk_->forward(input, state_);
  std::vector<torch::Tensor> recent;
  for (int lag = 1; lag <= d.context; ++lag) recent.push_back(latents.select(1, steps - lag));
  context_ = torch::cat(recent, -1);
}

torch::Tensor FreeRun::state_rows() const {
  return torch::cat({state_.transpose(0, 1).reshape({state_.size(1), -1}), context_}, -1);
}

torch::Tensor FreeRun::generate(std::int64_t steps, double tau, at::Generator generator) const {
  torch::NoGradGuard no_grad;
  const auto count = context_.size(0), size = static_cast<std::int64_t>(description_.latent_size);
  auto state = state_.clone();
  auto context = context_.clone();
  TrunkInput input;
  input.masked = torch::zeros({count, 1, 1}, context.options());
  input.encoding = encoding_;
  std::vector<torch::Tensor> out;
  for (std::int64_t step = 0; step < steps; ++step) {
    input.latent = context.narrow(-1, 0, size).unsqueeze(1);
    input.context = context.unsqueeze(1);
    const auto mixture = trunk_->forward(input, state);
    const auto weights = torch::softmax(mixture.log_weight.select(1, 0) / tau, -1).cpu();
    const auto part = torch::multinomial(weights, 1, false, generator).to(context.device());
    const auto index = part.unsqueeze(-1).expand({count, 1, size});
    const auto mean = mixture.mean.select(1, 0).gather(1, index).squeeze(1);
    const auto sigma = mixture.log_sigma.select(1, 0).gather(1, index).squeeze(1).exp();
    const auto noise = torch::randn({count, size}, generator, torch::kFloat32).to(context.device());
    auto latent = (mean + std::sqrt(tau) * sigma * noise).clamp(known_.range[0], known_.range[1]);
    latent = latent * (known_.norm / latent.norm(2, -1, true)).clamp_max(1);
    context = torch::cat({latent, context.narrow(-1, 0, context.size(-1) - size)}, -1);
    out.push_back(latent);
  }
  return torch::stack(out, 1);
}

Temperatures calibrate(const ModelDescription& d, const FreeRun& run, const Dataset& dataset,
                       const Latents& latents, std::uint64_t seed) {
  const auto lag = std::max<std::int64_t>(1, static_cast<std::int64_t>(pair_distance_s * d.step_rate()));
  std::vector<torch::Tensor> real_rows;
  auto generator = at::detail::createCPUGenerator(seed);
  for (const auto& span : dataset.training) {
    const auto& cut = latents.streams[span.stream][0];
    const auto begin = span.begin / d.frames_per_step;
    const auto steps = std::min(span.end / d.frames_per_step, cut.mean.size(0)) - begin;
    if (steps <= lag) continue;
    const auto mean = cut.mean.narrow(0, begin, steps);
    const auto drawn = mean + cut.sigma.narrow(0, begin, steps) * torch::randn(mean.sizes(), generator, torch::kFloat32);
    real_rows.push_back(torch::cat({drawn.narrow(0, 0, steps - lag), drawn.narrow(0, lag, steps - lag)}, -1));
  }
  auto real = torch::cat(real_rows);
  const auto stride = std::max<std::int64_t>(1, real.size(0) / pairs);
  real = real.slice(0, 0, stride * pairs, stride).contiguous();

  const auto settled = static_cast<std::int64_t>(settled_s * d.step_rate());
  const auto measured = static_cast<std::int64_t>(measured_s * d.step_rate());
  Temperatures best;
  double least = std::numeric_limits<double>::infinity();
  for (const double tau : candidates) {
    const auto generated = run.generate(settled + measured, tau, at::detail::createCPUGenerator(seed)).cpu();
    const double distance = energy_distance(pairs_of(generated.narrow(1, settled, measured), lag), real);
    if (distance < least) {
      least = distance;
      best.as_learned = static_cast<float>(tau);
    }
  }
  best.calm = static_cast<float>(calm_share * best.as_learned);
  return best;
}

}  // namespace aeolian
