// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/linear_init.h"

#include <torch/utils.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "core/random.h"
#include "trainer/dataset/sampling.h"

namespace aeolian::trainer {

namespace {

/**
 * Initial deviations of the mixture's components relative to that of the linear prediction: log of the
 * factor.
 */
constexpr double smallest_part = -2, largest_part = 0.7;

/** Length and distance of the windows that the encoder is fitted to, seconds. */
constexpr double fitted_window_s = 3.0, fitted_window_distance_s = 1.0;

/** Ridge of the regressions, and the maximum number of steps that they are fitted to. */
constexpr double ridge = 10;
constexpr std::int64_t regression_steps = 50'000;

/** Sequences predicted together. */
constexpr std::int64_t sequences_at_once = 64;

/** Smallest magnitude of an error before taking its logarithm. */
constexpr double least_error = 1e-3;

/** Returns the X that minimises |past X - now|, with the ridge. */
torch::Tensor least_squares(const torch::Tensor& past, const torch::Tensor& now) {
  const auto powers = past.t().mm(past) + ridge * torch::eye(past.size(1));
  return torch::linalg_solve(powers, past.t().mm(now));
}

void fit_encoder(WindowEncoder& encoder, const Dataset& dataset, const Latents& latents,
                 const ModelDescription& d) {
  std::vector<torch::Tensor> rows;
  const auto sample = sample_of(dataset, sample_s, d.front_end.frame_rate());
  for (const auto& window : training_windows(sample, latents, d, fitted_window_s, fitted_window_distance_s))
    rows.push_back(WindowEncoderImpl::statistics(window.mean.unsqueeze(0)));
  if (rows.size() < 2) return;
  const auto statistics = torch::cat(rows);
  const auto mean = statistics.mean(0), scale = statistics.std(0).clamp_min(1e-3);
  const auto standard = (statistics - mean) / scale;
  const auto [powers, directions] = torch::linalg_eigh(standard.t().mm(standard) / standard.size(0), "L");
  const std::int64_t size = std::min<std::int64_t>(d.encoding_size, powers.size(0));
  const auto strongest = powers.size(0) - size;
  // Half whitened: directions of large variance count more, but those of small variance are not lost.
  const auto gain = powers.narrow(0, strongest, size).clamp_min(1e-3).pow(-0.25);
  const auto components = (directions.narrow(1, strongest, size) * gain).t() / scale;
  auto parameters = encoder->named_parameters();
  parameters["statistics.weight"].zero_().narrow(0, 0, size).copy_(components);
  parameters["statistics.bias"].zero_().narrow(0, 0, size).copy_(-components.mv(mean));
}

/** The inputs of the prediction, and the step to predict. */
struct Pairs {
  torch::Tensor past;      ///< (N, context * D), newest first
  torch::Tensor encoding;  ///< (N, E)
  torch::Tensor now;       ///< (N, D)
};

Pairs make_pairs(WindowEncoder& encoder, const Dataset& dataset, const Latents& latents,
                 const ModelDescription& d, std::uint64_t seed) {
  Random random(seed);
  std::vector<torch::Tensor> past, encodings, now;
  const auto rows = sequence_steps + d.context;
  for (std::int64_t done = 0; done < regression_steps; done += sequence_steps) {
    const auto cut = pick_cut(dataset.training, rows * d.frames_per_step, random);
    const auto all_steps = latents.steps(cut.stream, 0);
    const auto begin = std::min(cut.begin / d.frames_per_step, all_steps - rows);
    const auto [mean, sigma] = latents.cut(cut.stream, 0, begin, rows);
    const auto drawn = mean + sigma * torch::randn_like(mean);
    past.push_back(context_of(drawn, d.context, sequence_steps));
    now.push_back(mean.narrow(0, d.context, sequence_steps));

    const auto steps = pick_window_steps(d, random);
    const auto window = disjoint_window(dataset, cut, steps * d.frames_per_step, window_reach(d), random);
    const auto from = std::clamp<std::int64_t>(window.begin / d.frames_per_step, 0,
                                               std::max<std::int64_t>(0, all_steps - steps));
    const auto seen = latents.cut(window.stream, 0, from, std::min(steps, all_steps)).mean;
    encodings.push_back(encoder->forward(seen.unsqueeze(0)).expand({sequence_steps, d.encoding_size}));
  }
  return {torch::cat(past), torch::cat(encodings), torch::cat(now)};
}

void fit_trunk(Trunk& trunk, const Pairs& pairs, const ModelDescription& d) {
  const auto lags = static_cast<std::int64_t>(d.context) * d.latent_size;
  const auto alone = least_squares(pairs.past, pairs.now);
  const auto known = torch::cat({pairs.past, pairs.encoding}, -1);
  const auto told = least_squares(known, pairs.now);
  const auto log_error = [&](const torch::Tensor& predicted) {
    return (pairs.now - predicted).abs().clamp_min(least_error).log();
  };
  const auto error = (pairs.now - pairs.past.mm(alone)).square().mean(0).sqrt().clamp_min(least_error);
  const auto log_alone = log_error(pairs.past.mm(alone)).mean(0);

  auto parameters = trunk->named_parameters();
  parameters["autoregression.weight"].copy_(alone.t());
  parameters["autoregression.bias"].zero_();
  parameters["encoded_autoregression.weight"].copy_((told.narrow(0, 0, lags) - alone).t());
  parameters["encoded_mean.weight"].copy_(told.narrow(0, lags, d.encoding_size).t());
  parameters["encoded_spread.weight"].copy_(
      least_squares(pairs.encoding, log_error(known.mm(told)) - log_alone).t());

  const auto means = static_cast<std::int64_t>(d.mixtures) * d.latent_size;
  parameters["output.weight"].narrow(0, d.mixtures, means).mul_(error.repeat({d.mixtures}).unsqueeze(1));
  parameters["output.bias"].narrow(0, d.mixtures, means).zero_();
  const auto parts = torch::linspace(smallest_part, largest_part, d.mixtures).unsqueeze(1);
  parameters["output.bias"].narrow(0, d.mixtures + means, means).copy_((parts + error.log()).reshape({-1}));
}

/** The latents (N, D) that the trunk predicts after each past of the pairs, with these encodings (N, E). */
torch::Tensor expected(Trunk& trunk, const Pairs& pairs, const torch::Tensor& encodings,
                       const ModelDescription& d) {
  std::vector<torch::Tensor> means;
  const auto pasts = pairs.past.view({-1, sequence_steps, pairs.past.size(1)}).split(sequences_at_once);
  const auto codes =
      encodings.view({-1, sequence_steps, d.encoding_size}).select(1, 0).split(sequences_at_once);
  for (std::size_t i = 0; i < pasts.size(); ++i) {
    const auto masked = torch::zeros({pasts[i].size(0), sequence_steps, 1});
    torch::Tensor state;
    const auto mixture =
        trunk->forward({pasts[i].narrow(-1, 0, d.latent_size), masked, pasts[i], codes[i]}, state);
    means.push_back((mixture.log_weight.exp().unsqueeze(-1) * mixture.mean).sum(-2).flatten(0, 1));
  }
  return torch::cat(means);
}

}  // namespace

void adapt_linearly(Trunk& trunk, WindowEncoder& encoder, const Dataset& dataset, const Latents& latents,
                    const ModelDescription& d, std::uint64_t seed) {
  torch::NoGradGuard no_grad;
  const auto pairs = make_pairs(encoder, dataset, latents, d, seed);
  const auto lags = pairs.past.size(1);
  const auto none = torch::zeros_like(pairs.encoding);
  const auto alone = least_squares(pairs.past, pairs.now - expected(trunk, pairs, none, d));
  const auto told = least_squares(torch::cat({pairs.past, pairs.encoding}, -1),
                                  pairs.now - expected(trunk, pairs, pairs.encoding, d));
  auto parameters = trunk->named_parameters();
  parameters["autoregression.weight"].add_(alone.t());
  parameters["encoded_autoregression.weight"].add_((told.narrow(0, 0, lags) - alone).t());
  parameters["encoded_mean.weight"].add_(told.narrow(0, lags, d.encoding_size).t());
}

void begin_linearly(Trunk& trunk, WindowEncoder& encoder, const Dataset& dataset, const Latents& latents,
                    const ModelDescription& d, std::uint64_t seed) {
  torch::NoGradGuard no_grad;
  fit_encoder(encoder, dataset, latents, d);
  fit_trunk(trunk, make_pairs(encoder, dataset, latents, d, seed), d);
}

void keep_linear(Trunk& trunk, WindowEncoder& encoder) {
  for (auto& parameter : encoder->parameters()) parameter.set_requires_grad(false);
  auto parameters = trunk->named_parameters();
  for (const auto* fixed : {"autoregression.weight", "autoregression.bias", "encoded_autoregression.weight",
                            "encoded_mean.weight", "encoded_spread.weight"})
    parameters[fixed].set_requires_grad(false);
}

}  // namespace aeolian::trainer
