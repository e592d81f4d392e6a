#include "trainer/latents.h"

#include <algorithm>

namespace aeolian {

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

}  // namespace aeolian
