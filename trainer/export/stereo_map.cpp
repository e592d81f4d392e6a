// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/stereo_map.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/spectrum/bands.h"
#include "core/spectrum/stereo_bands.h"
#include "trainer/dataset/sampling.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

namespace {

/** The maximum number of steps that the map is fitted to, spread over the corpus. */
constexpr std::int64_t most_steps = 60'000;

/** The length of the passage around a step with whose power the step's own is compared, seconds. */
constexpr double around_s = 0.5;

/** Added to the variance of each feature, which is 1 (trainer/EXPERIMENTS.md). */
constexpr double ridge = 0.1;

/** Below this power of the side, relative to the mid, a corpus counts as mono: -50 dB. */
constexpr double least_side = 1e-5;

/** The minimum share of left and right that counts as mid, however out of phase they are. */
constexpr double least_mid = 0.05;

/** Steps of the corpus, in order. */
struct Steps {
  torch::Tensor features;  ///< (N, 2*D) the latent, and the previous one
  torch::Tensor images;    ///< (N, B, 3) their means, weighted by power
  torch::Tensor powers;    ///< (N, B) of left and right together
  torch::Tensor weights;   ///< (N, B)
};

/** (bands, B) the bins of each of a frame's bands that belong to each stereo band. */
torch::Tensor bins_in_stereo_bands(const FrontEnd& front_end) {
  const StereoBands stereo(front_end);
  const auto centres = Bands(front_end).centres();
  auto bins = torch::zeros({front_end.bands, static_cast<std::int64_t>(stereo.size())});
  for (std::size_t band = 0; band < centres.size(); ++band) {
    const float below = centres[band == 0 ? 0 : band - 1];
    const float above = centres[std::min(band + 1, centres.size() - 1)];
    const auto edge = std::upper_bound(stereo.edges().begin() + 1, stereo.edges().end() - 1, centres[band]);
    bins[static_cast<std::int64_t>(band)][edge - stereo.edges().begin() - 1] =
        (above - below) / 2 / front_end.bin_width();
  }
  return bins;
}

/** The weights of steps of these powers (N, B): in a loud passage, less than proportional to power. */
torch::Tensor weights_of(const torch::Tensor& powers, double step_rate) {
  const auto reach = static_cast<std::int64_t>(around_s * step_rate / 2);
  const auto around =
      torch::avg_pool1d(powers.t().unsqueeze(0), 2 * reach + 1, 1, reach, false, false).squeeze(0).t();
  return powers / (around + 1e-6 * powers.mean(0) + 1e-20).sqrt();
}

/** The steps within the spans of the corpus's own streams. */
class StepReader {
 public:
  StepReader(const Dataset& dataset, const Latents& latents, const ModelDescription& d, std::uint64_t seed)
      : dataset_(dataset),
        latents_(latents),
        d_(d),
        generator_(at::detail::createCPUGenerator(seed)),
        bins_(bins_in_stereo_bands(d.front_end)) {}

  Steps read(const std::vector<Span>& spans) {
    std::vector<Steps> parts;
    for (const Span& span : spans) {
      const auto begin = (span.begin + d_.frames_per_step - 1) / d_.frames_per_step;
      const auto end = std::min(span.end / d_.frames_per_step, latents_.steps(span.stream, 0));
      const bool is_own = std::cmp_less(span.stream, dataset_.groups.size());
      if (is_own && end - begin > 1) parts.push_back(read(span.stream, begin, end - begin));
    }
    return joined(parts);
  }

 private:
  /** Reads all steps but the first, which is used only as the previous one. */
  Steps read(int stream, std::int64_t begin, std::int64_t count) {
    const auto drawn = latents_.cut(stream, 0, begin, count);
    const auto latent = drawn.mean + drawn.sigma * normal_like(drawn.mean, generator_);
    Steps steps;
    steps.features = torch::cat({latent.narrow(0, 1, count - 1), latent.narrow(0, 0, count - 1)}, 1);
    add_images(stream, (begin + 1) * d_.frames_per_step, count - 1, steps);
    return steps;
  }

  /** Adds the images and powers of `count` steps from frame `first` of a stream. */
  void add_images(int stream, std::int64_t first, std::int64_t count, Steps& steps) const {
    const auto frames = count * d_.frames_per_step;
    const auto& sounds = dataset_.streams[static_cast<std::size_t>(stream)];
    const auto images = sounds.cut_images(first, frames, dataset_.stereo_bands());
    const auto amplitudes = dataset_.frames(stream, first, frames) * dataset_.scale + dataset_.mean;
    const auto mids = (2 * amplitudes).exp().mm(bins_);
    const auto powers = mids / (1 + images.select(2, 1)).clamp_min(least_mid);  // (frames, B)
    const auto sum_of_steps = [&](const torch::Tensor& of_frames) {
      auto shape = of_frames.sizes().vec();
      shape.front() = d_.frames_per_step;
      shape.insert(shape.begin(), count);
      return of_frames.reshape(shape).sum(1);
    };
    steps.powers = sum_of_steps(powers);
    steps.images = sum_of_steps(images * powers.unsqueeze(2)) / steps.powers.unsqueeze(2).clamp_min(1e-30);
    steps.weights = weights_of(steps.powers, d_.step_rate());
  }

  static Steps joined(const std::vector<Steps>& parts) {
    if (parts.empty()) return {};
    const auto all = [&](torch::Tensor Steps::*part) {
      std::vector<torch::Tensor> tensors;
      for (const Steps& steps : parts) tensors.push_back(steps.*part);
      return torch::cat(tensors);
    };
    return {all(&Steps::features), all(&Steps::images), all(&Steps::powers), all(&Steps::weights)};
  }

  const Dataset& dataset_;
  const Latents& latents_;
  const ModelDescription& d_;
  at::Generator generator_;
  torch::Tensor bins_;
};

/** Picks spans, evenly spread, of about `frames` in all. */
std::vector<Span> some_of(const std::vector<Span>& spans, std::int64_t frames) {
  std::int64_t all = 0, taken = 0, passed = 0;
  for (const Span& span : spans) all += span.size();
  std::vector<Span> some;
  for (const Span& span : spans) {
    if (taken * all <= passed * frames) {
      some.push_back(span);
      taken += span.size();
    }
    passed += span.size();
  }
  return some;
}

bool has_side(const Steps& steps) {
  const auto in_phase = steps.images.select(2, 1);
  const auto side = (steps.powers * (1 - in_phase)).sum(), mid = (steps.powers * (1 + in_phase)).sum();
  return side.item<double>() > least_side * mid.item<double>();
}

/** A linear map. */
struct Map {
  torch::Tensor weight;  ///< (outputs, inputs)
  torch::Tensor bias;    ///< (outputs)
};

/** The map (3, 2*D) of one band by weighted ridge regression; `features` have the variance 1. */
Map map_of(const torch::Tensor& features, const torch::Tensor& images, const torch::Tensor& weights) {
  const auto total = weights.sum();
  if (total.item<double>() <= 0)
    return {torch::zeros({images.size(1), features.size(1)}), torch::tensor({0.f, 1.f, 0.f})};
  const auto share = (weights / total).unsqueeze(1);
  const auto middle = (share * features).sum(0), image = (share * images).sum(0);
  const auto centred = features - middle, weighted = share * centred;
  const auto covariance = centred.t().mm(weighted).to(torch::kFloat64);
  const auto product = weighted.t().mm(images - image).to(torch::kFloat64);
  const auto identity = torch::eye(covariance.size(0), torch::kFloat64);
  const auto weight = torch::linalg_solve(covariance + ridge * identity, product).t().to(torch::kFloat32);
  return {weight, image - weight.mv(middle)};
}

/** The maps of all bands, one after another. */
Map map_of(const Steps& steps) {
  const auto spread = steps.features.std(0).clamp_min(1e-3);
  const auto features = steps.features / spread;
  std::vector<torch::Tensor> weights, biases;
  for (std::int64_t band = 0; band < steps.images.size(1); ++band) {
    const auto map = map_of(features, steps.images.select(1, band), steps.weights.select(1, band));
    weights.push_back(map.weight / spread);
    biases.push_back(map.bias);
  }
  return {torch::cat(weights), torch::cat(biases)};
}

}  // namespace

void add_stereo_map(const Dataset& dataset, const Latents& latents, const ModelDescription& d,
                    std::uint64_t seed, std::map<std::string, Tensor, std::less<>>& tensors) {
  if (dataset.stereo_bands() == 0) return;
  torch::NoGradGuard no_grad;
  StepReader reader(dataset, latents, d, seed);
  const auto steps = reader.read(some_of(dataset.training, most_steps * d.frames_per_step));
  if (!steps.features.defined() || !has_side(steps)) return;
  const auto map = map_of(steps);
  tensors["stereo.weight"] = export_tensor(map.weight);
  tensors["stereo.bias"] = export_tensor(map.bias);
  tensors["stereo.edges"] = export_tensor(torch::tensor(StereoBands(d.front_end).edges()));
}

}  // namespace aeolian::trainer
