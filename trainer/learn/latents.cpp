// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/latents.h"

#include <torch/utils.h>

#include <algorithm>
#include <functional>

namespace aeolian {

namespace {

constexpr double shortest_window_s = 1.5, longest_window_s = 4, reach_s = 4;

/** Steps encoded together. */
constexpr std::int64_t steps_at_once = 4096;

/** Encodes `steps` steps of a stream, starting at frame `begin`, into `cut`, starting at its step `first`. */
void encode_into(Latents::Cut& cut, std::int64_t first, const torch::Tensor& stream, std::int64_t begin,
                 std::int64_t steps, Codec& codec, const ModelDescription& d, torch::Device device,
                 const std::function<void(std::int64_t)>& on_steps = {}) {
  const auto width = static_cast<std::int64_t>(d.frames_per_step) * d.front_end.bands;
  for (std::int64_t at = 0; at < steps; at += steps_at_once) {
    const auto count = std::min(steps_at_once, steps - at);
    const auto frames = stream.narrow(0, begin + at * d.frames_per_step, count * d.frames_per_step);
    const auto [mean, log_variance] = codec->encode(frames.reshape({count, width}).to(device));
    cut.mean.narrow(0, first + at, count).copy_(mean.cpu());
    cut.sigma.narrow(0, first + at, count).copy_((0.5 * log_variance).exp().cpu());
    if (on_steps) on_steps(count);
  }
}

Latents::Cut empty_cut(std::int64_t steps, const ModelDescription& d) {
  return {torch::zeros({steps, d.latent_size}), torch::zeros({steps, d.latent_size})};
}

}  // namespace

Latents encode_dataset(const Dataset& dataset, Codec& codec, const ModelDescription& d, torch::Device device,
                       const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  std::int64_t all = 0, done = 0;
  for (const auto& stream : dataset.streams) all += stream.size(0);
  Latents latents;
  for (const auto& stream : dataset.streams) {
    auto& cuts = latents.streams.emplace_back();
    for (int offset = 0; offset < d.frames_per_step; ++offset) {
      const auto steps = (stream.size(0) - offset) / d.frames_per_step;
      cuts.push_back(empty_cut(steps, d));
      encode_into(cuts.back(), 0, stream, offset, steps, codec, d, device, [&](std::int64_t count) {
        progress(static_cast<double>(done += count) / static_cast<double>(all));
      });
    }
  }
  return latents;
}

Latents encode_training_part(const Dataset& dataset, Codec& codec, const ModelDescription& d,
                             torch::Device device) {
  torch::NoGradGuard no_grad;
  Latents latents;
  for (const auto& stream : dataset.streams)
    latents.streams.push_back({empty_cut(stream.size(0) / d.frames_per_step, d)});
  for (const auto& span : dataset.training) {
    auto& cut = latents.streams[span.stream].front();
    const auto first = span.begin / d.frames_per_step;
    const auto steps = std::min(span.end / d.frames_per_step, cut.mean.size(0)) - first;
    encode_into(cut, first, dataset.streams[span.stream], first * d.frames_per_step, steps, codec, d, device);
  }
  return latents;
}

std::int64_t pick_window_steps(const ModelDescription& d, Random& random) {
  const double seconds = shortest_window_s + (longest_window_s - shortest_window_s) * random.uniform();
  return static_cast<std::int64_t>(seconds * d.step_rate());
}

std::int64_t window_reach(const ModelDescription& d) {
  return static_cast<std::int64_t>(reach_s * d.front_end.frame_rate());
}

std::vector<LatentWindow> training_windows(const Dataset& dataset, const Latents& latents,
                                           const ModelDescription& d, double length_s, double distance_s) {
  const auto length = static_cast<std::int64_t>(length_s * d.step_rate());
  const auto distance = static_cast<std::int64_t>(distance_s * d.step_rate());
  std::vector<LatentWindow> windows;
  for (const auto& span : dataset.training) {
    const auto& stream = latents.streams[span.stream][0].mean;
    const auto end = std::min(span.end / d.frames_per_step, stream.size(0));
    for (auto begin = span.begin / d.frames_per_step; begin + length <= end; begin += distance)
      windows.push_back({{span.stream, begin * d.frames_per_step, (begin + length) * d.frames_per_step},
                         stream.narrow(0, begin, length)});
  }
  return windows;
}

}  // namespace aeolian
