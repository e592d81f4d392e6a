// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/calibration.h"

#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "core/model/training_range.h"
#include "core/spectrum/texture.h"
#include "trainer/dataset/sampling.h"

namespace aeolian::trainer {

namespace {

/** Higher temperatures break up the harmonics of a voice, which the distance does not detect. */
constexpr std::array candidates{0.7, 0.8, 0.9, 1.0, 1.1, 1.2};
constexpr double calm_share = 0.65;

/**
 * Length of free running that is compared, of the part skipped before it, and of the stay at an encoding,
 * seconds.
 */
constexpr double measured_s = 8, settled_s = 2, dwell_s = 5;
constexpr std::int64_t most_seconds = 1500;

/** The share of free running in the work; the rest is decoding and comparing. */
constexpr double candidates_share = 0.8;

/**
 * Features of seconds of sequences (N, T, B): mean, deviation and movement of each band, one row per second.
 */
torch::Tensor seconds_of(const torch::Tensor& sequences, const ModelDescription& d) {
  const auto steps = static_cast<std::int64_t>(d.step_rate());
  const auto count = sequences.size(1) / steps;
  const auto seconds = sequences.narrow(1, 0, count * steps).reshape({-1, steps, sequences.size(2)});
  return torch::cat({seconds.mean(1), seconds.std(1), seconds.diff(1, 1).abs().mean(1)}, -1);
}

/** At most `most_seconds` of the rows, evenly spread. */
torch::Tensor thinned(const torch::Tensor& rows) {
  const auto count = rows.size(0);
  if (count <= most_seconds) return rows;
  return rows.index_select(0, torch::div(torch::arange(most_seconds) * count, most_seconds, "floor"));
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

/** The latents (T, D) of whole steps within a range of frames. */
torch::Tensor steps_within(const Latents& latents, const Span& span, const ModelDescription& d) {
  const auto begin = (span.begin + d.frames_per_step - 1) / d.frames_per_step;
  const auto end = std::min(span.end / d.frames_per_step, latents.steps(span.stream, 0));
  return latents.cut(span.stream, 0, begin, std::max<std::int64_t>(0, end - begin)).mean;
}

/** A component of the mixture for each of N latents. */
struct Component {
  torch::Tensor mean, sigma;  ///< (N, D)
  torch::Tensor whitening;    ///< (N, D, D)
};

/** Draws values of `of`, again if they fall outside of `range` (2, D). */
torch::Tensor drawn_within(const torch::Tensor& range, const Component& of, at::Generator& generator) {
  const auto draw = [&] {
    const auto innovation = normal_like(of.mean, generator).unsqueeze(-1);
    return of.mean + of.sigma * at::linalg_solve_triangular(of.whitening, innovation, false).squeeze(-1);
  };
  auto drawn = draw();
  for (int draws = 1; draws < most_draws; ++draws) {
    const auto outside = (drawn < range[0]).logical_or(drawn > range[1]);
    if (!outside.any().item<bool>()) break;
    drawn = torch::where(outside, draw(), drawn);
  }
  return drawn;
}

/** The mean distance between rows of `a` and `b`. */
double mean_distance(const torch::Tensor& a, const torch::Tensor& b) {
  return torch::cdist(a, b).mean().item<double>();
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
  for (const auto& span : spans) add(steps_within(latents, span, d));
  if (spans.empty())
    for (int group = 0; std::cmp_less(group, dataset.groups.size()); ++group) add(latents.means(group));
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

std::vector<torch::Tensor> FreeRun::generate(std::int64_t steps, std::vector<Branch> branches,
                                             std::int64_t dwell, const TaskProgress& progress) const {
  torch::NoGradGuard no_grad;
  const auto each = context_.size(0), ways = static_cast<std::int64_t>(branches.size());
  const auto count = each * ways, size = static_cast<std::int64_t>(description_.latent_size);
  std::vector<double> taus;
  for (const auto& branch : branches) taus.push_back(branch.tau);
  const auto tau = torch::tensor(taus, context_.options()).repeat_interleave(each).unsqueeze(-1);
  auto state = state_.repeat({1, ways, 1});
  auto context = context_.repeat({ways, 1});
  auto lasting = torch::zeros({count, size}, context.options());
  const float share = running_mean_share(description_);
  TrunkInput input;
  input.masked = torch::zeros({count, 1, 1}, context.options());
  auto encoding = encoding_;
  input.encoding = encoding.repeat({ways, 1});
  std::vector<torch::Tensor> out;
  for (std::int64_t step = 0; step < steps; ++step) {
    progress(static_cast<double>(step) / static_cast<double>(steps));
    if (dwell > 0 && step > 0 && step % dwell == 0) {
      encoding = encoding.roll(1, 0);
      input.encoding = encoding.repeat({ways, 1});
    }
    input.latent = context.narrow(-1, 0, size).unsqueeze(1);
    input.context = context.unsqueeze(1);
    const auto mixture = trunk_->forward(input, state);
    const auto weights = torch::softmax(mixture.log_weight.select(1, 0) / tau, -1).cpu();
    const auto mean = mixture.mean.select(1, 0), log_sigma = mixture.log_sigma.select(1, 0);
    std::vector<torch::Tensor> drawn;
    for (std::int64_t way = 0; way < ways; ++way) {
      auto& [temperature, generator] = branches[static_cast<std::size_t>(way)];
      const auto rows = [&](const torch::Tensor& of_all) { return of_all.narrow(0, way * each, each); };
      const auto part = torch::multinomial(rows(weights), 1, false, generator).to(context.device());
      const auto index = part.unsqueeze(-1).expand({each, 1, size});
      const auto sigma = rows(log_sigma).gather(1, index).squeeze(1).exp();
      drawn.push_back(drawn_within(known_.range,
                                   {rows(mean).gather(1, index).squeeze(1), std::sqrt(temperature) * sigma,
                                    mixture.whitening.index_select(0, part.squeeze(-1))},
                                   generator));
    }
    const auto excess = lasting - lasting.clamp(known_.lasting[0], known_.lasting[1]);
    auto latent = torch::cat(drawn) - running_mean_pull * excess;
    latent = latent.clamp(known_.range[0], known_.range[1]);
    latent = latent * (known_.norm / latent.norm(2, -1, true)).clamp_max(1);
    lasting = lasting + share * (latent - lasting);
    context = torch::cat({latent, context.narrow(-1, 0, context.size(-1) - size)}, -1);
    out.push_back(latent);
  }
  return torch::stack(out, 1).split(each);
}

namespace {

/**
 * The audible part of the corpus: one frame per step, (T, B) per cut, normalised, with inaudible levels
 * raised to the threshold of audibility.
 */
std::vector<torch::Tensor> heard(const Dataset& dataset, const ModelDescription& d,
                                 const torch::Tensor& floor) {
  std::vector<torch::Tensor> cuts;
  for (const auto& span : dataset.training)
    cuts.push_back(torch::max(dataset.frames(span).slice(0, 0, span.size(), d.frames_per_step), floor));
  return cuts;
}

/**
 * Latents (N, T, D) decoded as in playing, one frame per step, (N, T - 1, B). Over a step, grain is nearly
 * uncorrelated, so plain noise is used here.
 */
torch::Tensor played_frames(const ModelDescription& d, const Dataset& dataset, Codec& codec,
                            const torch::Tensor& latents, at::Generator generator) {
  const std::int64_t bands = d.front_end.bands;
  const auto steps = latents.size(1) - 1, size = latents.size(2);
  const auto now = latents.narrow(1, 1, steps).reshape({-1, size});
  const auto before = latents.narrow(1, 0, steps).reshape({-1, size});
  const auto [mean, log_level] = codec->decode(now, before);
  const auto of_white_noise = torch::tensor(band_noise(d.front_end).spread) / dataset.scale;
  const auto level =
      gated(log_level.narrow(1, 0, bands).exp().cpu() / of_white_noise, d.grain) * of_white_noise;
  const auto frames = mean.narrow(1, 0, bands).cpu() + level * normal_like(level, generator);
  return frames.view({latents.size(0), steps, bands});
}

}  // namespace

torch::Tensor gated(const torch::Tensor& levels, const GrainGate& gate) {
  auto played = levels.contiguous().clone();
  const std::span values(played.data_ptr<float>(), static_cast<std::size_t>(played.numel()));
  std::ranges::transform(values, values.begin(), gate);
  return played;
}

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
  std::vector<FreeRun::Branch> branches;
  for (const double tau : candidates) branches.push_back({tau, at::detail::createCPUGenerator(seed)});
  const auto latents =
      run.generate(settled + measured, branches, dwell, progress.part("temperature", 0, candidates_share));
  const double apart = mean_distance(real, real);
  double best = 1, least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const double done = static_cast<double>(i) / static_cast<double>(branches.size());
    progress(candidates_share + (1 - candidates_share) * done);
    const auto frames =
        played_frames(d, dataset, codec, latents[i].narrow(1, settled, measured), branches[i].generator);
    const auto played = torch::max(frames, floor);
    const auto seconds = seconds_of(played, d);
    const double excess = std::abs(std::log(movement(played) * moments / moved));
    const double distance =
        (2 * mean_distance(seconds, real) - mean_distance(seconds, seconds) - apart) * std::exp(excess);
    if (distance < least) {
      least = distance;
      best = branches[i].tau;
    }
  }
  return {.calm = static_cast<float>(calm_share * best), .as_learned = static_cast<float>(best)};
}

}  // namespace aeolian::trainer
