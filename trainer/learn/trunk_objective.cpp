// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/trunk_objective.h"

#include <algorithm>

#include "trainer/dataset/sampling.h"
#include "trainer/learn/linear_init.h"

namespace aeolian::trainer {

namespace {

constexpr int trunk_batch_size = 16;

// The share of sequences in which the past is masked, so that only the encoding tells the source and must be
// used, and the maximum number of masked steps (trainer/EXPERIMENTS.md).
constexpr double masked_share = 0.3;
constexpr std::int64_t longest_mask = 48;
constexpr double null_share = 0.1;
constexpr double encoding_noise = 0.1;

constexpr double dropout = 0.1;

}  // namespace

TrunkObjective::TrunkObjective(const Dataset& dataset, const Latents& latents,
                               const ModelDescription& description, int workers, std::uint64_t seed,
                               torch::Device device, const Pretrained* pretrained,
                               const LearningChoice& choice)
    : NetworkObjective(dataset,
                       {.batch = choice.batch.value_or(trunk_batch_size),
                        .frames_per_cut = static_cast<double>(sequence_steps * description.frames_per_step),
                        .held_out_batches = 2},
                       seed, device),
      latents_(latents),
      description_(description) {
  replicate(
      workers,
      [&](int worker) {
        TrunkNetworks n(description_);
        if (worker == 0 && pretrained) {
          copy_parameters(*pretrained->trunk, *n->trunk);
          copy_parameters(*pretrained->window, *n->window);
          adapt_linearly(n->trunk, n->window, dataset, latents_, description_, seed);
        } else if (worker == 0) {
          begin_linearly(n->trunk, n->window, dataset, latents_, description_, seed);
        }
        keep_linear(n->trunk, n->window);
        return n;
      },
      optimizer_options(choice));
}

TrunkObjective::Excerpt TrunkObjective::draw(int stream, std::int64_t begin, std::int64_t steps, int offset,
                                             StepRandom& random) const {
  begin = std::clamp<std::int64_t>(begin, 0, latents_.steps(stream, offset) - steps);
  const auto [mean, sigma] = latents_.cut(stream, offset, begin, steps);
  return {mean, mean + sigma * normal_like(mean, random.noise)};
}

TrunkObjective::Batch TrunkObjective::make_batch(const Cuts& cuts, StepRandom& random) const {
  const auto context = description_.context, step = description_.frames_per_step;
  const auto latent = description_.latent_size;
  const int count = cuts.count;
  const auto window_steps = pick_window_steps(description_, random.pick);

  auto past = torch::zeros({count, sequence_steps + context, latent});
  auto masked = torch::zeros({count, sequence_steps, 1});
  std::vector<torch::Tensor> targets, windows;
  for (int i = 0; i < count; ++i) {
    const auto cut = pick_cut(cuts.of, (sequence_steps + context) * step, random.pick);
    const int offset = static_cast<int>(cut.begin % step);
    const auto [exact, sequence] =
        draw(cut.stream, cut.begin / step, sequence_steps + context, offset, random);
    targets.push_back(exact.narrow(0, context, sequence_steps));

    std::int64_t hidden = 0;  // steps whose past is masked
    if (cuts.is_training && random.pick.uniform() < masked_share)
      hidden = 1 + static_cast<std::int64_t>(random.pick.uniform() * longest_mask);
    if (hidden > 0) {
      masked[i].narrow(0, 0, hidden).fill_(1);
      const auto first = context + hidden - 1;
      past[i].narrow(0, first, past.size(1) - first).copy_(sequence.narrow(0, first, past.size(1) - first));
    } else {
      past[i].copy_(sequence);
    }
    const auto window =
        disjoint_window(dataset(), cut, window_steps * step, window_reach(description_), random.pick);
    windows.push_back(draw(window.stream, window.begin / step, window_steps,
                           static_cast<int>(random.pick.uniform() * step), random)
                          .drawn);
  }

  Batch batch;
  batch.target = torch::stack(targets).to(device());
  batch.window = torch::stack(windows).to(device());
  past = past.to(device());
  batch.input.masked = masked.to(device());
  batch.input.latent = past.narrow(1, context - 1, sequence_steps);
  batch.input.context = context_of(past, context, sequence_steps);
  return batch;
}

torch::Tensor TrunkObjective::likelihood(TrunkNetworks& networks, const Batch& batch,
                                         const torch::Tensor& encoding, double drop,
                                         StepRandom& random) const {
  TrunkInput input = batch.input;
  input.encoding = encoding;
  torch::Tensor state;
  return networks->trunk->forward(input, state, drop, random.noise).loss(batch.target).mean();
}

torch::Tensor TrunkObjective::loss(TrunkNetworks& networks, const Cuts& cuts, StepRandom& random) const {
  const auto batch = make_batch(cuts, random);
  const auto code = networks->window->forward(batch.window);
  if (!cuts.is_training) return likelihood(networks, batch, code, 0, random);
  const auto known =
      (torch::rand({cuts.count, 1}, random.noise, torch::TensorOptions(torch::kFloat32)) >= null_share)
          .to(device());
  const auto encoding = (code + encoding_noise * normal_like(code, random.noise)) * known;
  return likelihood(networks, batch, encoding, dropout, random);
}

}  // namespace aeolian::trainer
