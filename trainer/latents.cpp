#include "trainer/latents.h"

#include <algorithm>

namespace aeolian {

namespace {

constexpr double shortest_window_s = 1.5, longest_window_s = 4, reach_s = 4;

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
