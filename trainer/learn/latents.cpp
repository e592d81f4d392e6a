// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/latents.h"

#include <torch/utils.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace aeolian::trainer {

namespace {

constexpr double shortest_window_s = 1.5, longest_window_s = 4, reach_s = 4;

/** Steps encoded together. */
constexpr std::int64_t steps_at_once = 4096;

/** The number of steps in `frames`, from frame `alignment` on. */
std::int64_t steps_of(std::int64_t frames, int alignment, int frames_per_step) {
  return std::max<std::int64_t>(0, frames - alignment) / frames_per_step;
}

}  // namespace

Latents::Latents(const Dataset& dataset, const Codec& codec, const ModelDescription& d, torch::Device device)
    : dataset_(dataset),
      codec_(codec),
      frames_per_step_(d.frames_per_step),
      latent_size_(d.latent_size),
      device_(device) {}

std::int64_t Latents::steps(int stream, int alignment) const {
  return steps_of(dataset_.streams[static_cast<std::size_t>(stream)].size(), alignment, frames_per_step_);
}

Latents::Cut Latents::encode(int stream, int alignment, std::int64_t begin, std::int64_t steps,
                             const TaskProgress& progress) const {
  torch::NoGradGuard no_grad;
  Cut cut{torch::zeros({steps, latent_size_}), torch::zeros({steps, latent_size_})};
  for (std::int64_t at = 0; at < steps; at += steps_at_once) {
    progress(static_cast<double>(at) / static_cast<double>(steps));
    const auto count = std::min(steps_at_once, steps - at);
    const auto frames =
        dataset_.frames(stream, alignment + (begin + at) * frames_per_step_, count * frames_per_step_);
    const auto [mean, log_variance] = codec_->encode(frames.reshape({count, -1}).to(device_));
    cut.mean.narrow(0, at, count).copy_(mean.cpu());
    cut.sigma.narrow(0, at, count).copy_((0.5 * log_variance).exp().cpu());
  }
  return cut;
}

Latents::Cut Latents::cut(int stream, int alignment, std::int64_t begin, std::int64_t steps) const {
  const auto key = [](const Kept& kept) { return std::tuple(kept.stream, kept.alignment, kept.begin); };
  const auto after = std::ranges::upper_bound(kept_, std::tuple(stream, alignment, begin), {}, key);
  if (after != kept_.begin()) {
    const Kept& kept = *std::prev(after);
    const auto from = begin - kept.begin;
    if (kept.stream == stream && kept.alignment == alignment && from + steps <= kept.latents.mean.size(0))
      return {kept.latents.mean.narrow(0, from, steps), kept.latents.sigma.narrow(0, from, steps)};
  }
  return encode(stream, alignment, begin, steps, {});
}

void Latents::keep(const Span& span, int alignment, const TaskProgress& progress) {
  const auto begin = (span.begin - alignment + frames_per_step_ - 1) / frames_per_step_;
  const auto end = std::min(steps_of(span.end, alignment, frames_per_step_), steps(span.stream, alignment));
  if (end <= begin) return;
  Kept kept{span.stream, alignment, begin, encode(span.stream, alignment, begin, end - begin, progress)};
  const auto key = [](const Kept& one) { return std::tuple(one.stream, one.alignment, one.begin); };
  kept_.insert(std::ranges::upper_bound(kept_, key(kept), {}, key), std::move(kept));
}

Latents encode_dataset(const Dataset& dataset, const Codec& codec, const ModelDescription& d,
                       torch::Device device, const TaskProgress& progress) {
  Latents latents(dataset, codec, d, device);
  const auto spans = whole_streams(dataset);
  double all = 0, done = 0;
  for (const auto& span : spans) all += static_cast<double>(span.size() * d.frames_per_step);
  for (const auto& span : spans) {
    for (int alignment = 0; alignment < d.frames_per_step; ++alignment) {
      const double begin = done / all, end = (done += static_cast<double>(span.size())) / all;
      latents.keep(span, alignment, progress.part("latents", begin, end));
    }
  }
  return latents;
}

Latents encode_training_part(const Dataset& dataset, const Dataset& sample, const Codec& codec,
                             const ModelDescription& d, torch::Device device, const TaskProgress& progress) {
  Latents latents(dataset, codec, d, device);
  const auto all = static_cast<double>(sample.training.size());
  for (std::size_t i = 0; i < sample.training.size(); ++i)
    latents.keep(sample.training[i], 0,
                 progress.part("latents", static_cast<double>(i) / all, static_cast<double>(i + 1) / all));
  return latents;
}

double memory_of_latents(const Dataset& dataset, const ModelDescription& d) {
  double frames = 0;
  for (const auto& stream : dataset.streams) frames += static_cast<double>(stream.size());
  return frames * d.latent_size * 2 * sizeof(float);
}

Latents encode_what_fits(const Dataset& dataset, const Dataset& sample, const Codec& codec,
                         const ModelDescription& description, torch::Device device,
                         const TaskProgress& progress) {
  if (memory_of_latents(dataset, description) <= most_latents_in_memory)
    return encode_dataset(dataset, codec, description, device, progress);
  return encode_training_part(dataset, sample, codec, description, device, progress);
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
    const auto end = std::min(span.end / d.frames_per_step, latents.steps(span.stream, 0));
    const auto first = (span.begin + d.frames_per_step - 1) / d.frames_per_step;
    for (auto begin = first; begin + length <= end; begin += distance)
      windows.push_back({{span.stream, begin * d.frames_per_step, (begin + length) * d.frames_per_step},
                         latents.cut(span.stream, 0, begin, length).mean});
  }
  return windows;
}

}  // namespace aeolian::trainer
