// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/calibration.h"

#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/model/training_range.h"
#include "trainer/dataset/sampling.h"

namespace aeolian {

namespace {

/** Higher temperatures break up the harmonics of a voice, which the distance does not detect. */
constexpr std::array candidates{0.7, 0.8, 0.9, 1.0, 1.1, 1.2};
constexpr double calm_share = 0.65;

/** Length of free running that is compared, and that is skipped before it, seconds. */
constexpr double measured_s = 8, settled_s = 2, dwell_s = 5;
constexpr std::int64_t most_seconds = 1500;

/**
 * Features of seconds of sequences (N, T, B): mean, deviation and movement of each band, one row per second.
 */
torch::Tensor seconds_of(const torch::Tensor& sequences, const ModelDescription& d) {
  const auto steps = static_cast<std::int64_t>(d.step_rate());
  const auto count = sequences.size(1) / steps;
  const auto seconds = sequences.narrow(1, 0, count * steps).reshape({-1, steps, sequences.size(2)});
  return torch::cat({seconds.mean(1), seconds.std(1), seconds.diff(1, 1).abs().mean(1)}, -1);
}

/** At most `most_seconds` of the rows, at a fixed stride. */
torch::Tensor thinned(const torch::Tensor& rows) {
  const auto stride = std::max<std::int64_t>(1, rows.size(0) / most_seconds);
  return rows.slice(0, 0, stride * most_seconds, stride).contiguous();
}

/** Mean magnitude of the change from step to step in (..., T, B). */
double movement(const torch::Tensor& sequences) {
  return sequences.diff(1, -2).abs().mean().item<double>();
}

/** (2, D) the lowest and highest value of each column of (N, D), without the extreme thousandth. */
torch::Tensor range_of(const torch::Tensor& rows) {
  const auto rare = rows.size(0) / 1000;
  return torch::stack(
      {std::get<0>(rows.kthvalue(1 + rare, 0)), std::get<0>(rows.kthvalue(rows.size(0) - rare, 0))});
}

/** The running mean of (T, D) after each step, starting from 0. */
torch::Tensor lasting_means(const torch::Tensor& latents, float share) {
  auto means = latents.contiguous().clone();
  const auto size = means.size(1);
  std::vector<float> mean(static_cast<std::size_t>(size));
  auto* row = means.data_ptr<float>();
  for (std::int64_t step = 0; step < means.size(0); ++step, row += size)
    for (std::int64_t i = 0; i < size; ++i) row[i] = mean[i] += share * (row[i] - mean[i]);
  return means;
}

/** Normal values with `mean` and `sigma`, redrawn if they fall outside of `range` (2, D). */
torch::Tensor drawn_within(const torch::Tensor& range, const torch::Tensor& mean, const torch::Tensor& sigma,
                           at::Generator& generator) {
  const auto draw = [&] { return mean + sigma * normal_like(mean, generator); };
  auto drawn = draw();
  for (int draws = 1; draws < most_draws; ++draws) {
    const auto outside = (drawn < range[0]).logical_or(drawn > range[1]);
    if (!outside.any().item<bool>()) break;
    drawn = torch::where(outside, draw(), drawn);
  }
  return drawn;
}

double energy_distance(const torch::Tensor& a, const torch::Tensor& b) {
  return (2 * torch::cdist(a, b).mean() - torch::cdist(a, a).mean() - torch::cdist(b, b).mean())
      .item<double>();
}

}  // namespace

torch::Tensor audible_floor(const Dataset& dataset, float below_loudest) {
  const auto loudest = dataset.loudest.max().item<float>();
  return (loudest - below_loudest - dataset.mean) / dataset.scale;
}

KnownLatents known_latents(const Dataset& dataset, const Latents& latents, const ModelDescription& d,
                           torch::Device device, const std::vector<Span>& spans) {
  std::vector<torch::Tensor> streams, means;
  const auto add = [&](const torch::Tensor& latent) {
    streams.push_back(latent);
    means.push_back(lasting_means(latent, running_mean_share(d)));
  };
  for (const auto& span : spans)
    add(latents.streams[span.stream][0].mean.slice(0, span.begin / d.frames_per_step,
                                                   span.end / d.frames_per_step));
  if (spans.empty())
    for (std::size_t group = 0; group < dataset.groups.size(); ++group) add(latents.streams[group][0].mean);
  const auto all = torch::cat(streams);
  const auto norms = all.norm(2, -1);
  const auto longest = std::get<0>(norms.kthvalue(norms.size(0) - norms.size(0) / 1000));
  return {range_of(all).to(device), longest.view({1}).to(device), range_of(torch::cat(means)).to(device)};
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

torch::Tensor FreeRun::generate(std::int64_t steps, double tau, at::Generator generator, std::int64_t dwell,
                                const TaskProgress& progress) const {
  torch::NoGradGuard no_grad;
  const auto count = context_.size(0), size = static_cast<std::int64_t>(description_.latent_size);
  auto state = state_.clone();
  auto context = context_.clone();
  auto lasting = torch::zeros({count, size}, context.options());
  const float share = running_mean_share(description_);
  TrunkInput input;
  input.masked = torch::zeros({count, 1, 1}, context.options());
  input.encoding = encoding_;
  std::vector<torch::Tensor> out;
  for (std::int64_t step = 0; step < steps; ++step) {
    progress(static_cast<double>(step) / static_cast<double>(steps));
    if (dwell > 0 && step > 0 && step % dwell == 0) input.encoding = input.encoding.roll(1, 0);
    input.latent = context.narrow(-1, 0, size).unsqueeze(1);
    input.context = context.unsqueeze(1);
    const auto mixture = trunk_->forward(input, state);
    const auto weights = torch::softmax(mixture.log_weight.select(1, 0) / tau, -1).cpu();
    const auto part = torch::multinomial(weights, 1, false, generator).to(context.device());
    const auto index = part.unsqueeze(-1).expand({count, 1, size});
    const auto mean = mixture.mean.select(1, 0).gather(1, index).squeeze(1);
    const auto sigma = mixture.log_sigma.select(1, 0).gather(1, index).squeeze(1).exp();
    const auto excess = lasting - lasting.clamp(known_.lasting[0], known_.lasting[1]);
    auto latent =
        drawn_within(known_.range, mean, std::sqrt(tau) * sigma, generator) - running_mean_pull * excess;
    latent = latent.clamp(known_.range[0], known_.range[1]);
    latent = latent * (known_.norm / latent.norm(2, -1, true)).clamp_max(1);
    lasting = lasting + share * (latent - lasting);
    context = torch::cat({latent, context.narrow(-1, 0, context.size(-1) - size)}, -1);
    out.push_back(latent);
  }
  return torch::stack(out, 1);
}

namespace {

/**
 * The audible part of the corpus: one frame per step, (T, B) per cut, normalised, limited from below to
 * audible levels.
 */
std::vector<torch::Tensor> heard(const Dataset& dataset, const ModelDescription& d,
                                 const torch::Tensor& floor) {
  std::vector<torch::Tensor> cuts;
  for (const auto& span : dataset.training)
    cuts.push_back(
        torch::max(dataset.streams[span.stream].slice(0, span.begin, span.end, d.frames_per_step), floor));
  return cuts;
}

/**
 * Latents (N, T, D) decoded as in playing, one frame per step, (N, T - 1, B). Over a step, grain is nearly
 * uncorrelated, so plain noise is used here.
 */
torch::Tensor played_frames(Codec& codec, const torch::Tensor& latents, std::int64_t bands,
                            at::Generator generator) {
  const auto steps = latents.size(1) - 1, size = latents.size(2);
  const auto now = latents.narrow(1, 1, steps).reshape({-1, size});
  const auto before = latents.narrow(1, 0, steps).reshape({-1, size});
  const auto [mean, log_level] = codec->decode(now, before);
  const auto level = log_level.narrow(1, 0, bands).exp().cpu();
  const auto frames = mean.narrow(1, 0, bands).cpu() + level * normal_like(level, generator);
  return frames.view({latents.size(0), steps, bands});
}

}  // namespace

Temperatures calibrate(const ModelDescription& d, Codec codec, const FreeRun& run, const Dataset& dataset,
                       std::uint64_t seed, const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  const auto floor = audible_floor(dataset);
  std::vector<torch::Tensor> real_seconds;
  double moved = 0, moments = 0;
  for (const auto& cut : heard(dataset, d, floor)) {
    if (static_cast<double>(cut.size(0)) < d.step_rate()) continue;
    real_seconds.push_back(seconds_of(cut.unsqueeze(0), d));
    moved += movement(cut) * static_cast<double>(cut.size(0));
    moments += static_cast<double>(cut.size(0));
  }
  const auto real = thinned(torch::cat(real_seconds));

  const auto settled = static_cast<std::int64_t>(settled_s * d.step_rate());
  const auto measured = static_cast<std::int64_t>(measured_s * d.step_rate());
  const auto dwell = static_cast<std::int64_t>(dwell_s * d.step_rate());
  const auto distance_at = [&](double tau, const TaskProgress& run_progress) {
    auto generator = at::detail::createCPUGenerator(seed);
    const auto latents = run.generate(settled + measured, tau, generator, dwell, run_progress);
    const auto frames = played_frames(codec, latents.narrow(1, settled, measured), floor.size(0), generator);
    const auto played = torch::max(frames, floor);
    const double excess = std::abs(std::log(movement(played) * moments / moved));
    return energy_distance(seconds_of(played, d), real) * std::exp(excess);
  };
  double best = 1, least = std::numeric_limits<double>::infinity();
  constexpr double each = 1. / candidates.size();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto begin = static_cast<double>(i) * each;
    const double distance = distance_at(candidates[i], progress.part("temperature", begin, begin + each));
    if (distance < least) {
      least = distance;
      best = candidates[i];
    }
  }
  return {.calm = static_cast<float>(calm_share * best), .as_learned = static_cast<float>(best)};
}

}  // namespace aeolian
