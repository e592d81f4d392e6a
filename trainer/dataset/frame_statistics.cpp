// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/frame_statistics.h"

#include <algorithm>
#include <vector>

#include "core/model/training_range.h"
#include "core/spectrum/texture.h"
#include "trainer/networks/modules.h"

namespace aeolian {

namespace {

/** Frames processed together, so that a long corpus is not copied as a whole. */
constexpr std::int64_t frames_at_once = 16384;

/**
 * (2): the summed power of bands that only one frame in a thousand exceeds, and the highest value of its
 * running mean.
 */
torch::Tensor highest_powers(const Dataset& dataset, const FrontEnd& front_end) {
  const auto share = static_cast<float>(1. / (running_mean_s * front_end.frame_rate()));
  std::vector<torch::Tensor> all;
  float lasting = 0;
  for (const auto& stream : dataset.streams) {
    float mean = 0;
    for (const auto& some : stream.split(frames_at_once)) {
      const auto powers = ((some * dataset.scale + dataset.mean) * 2).exp().sum(1).contiguous();
      for (std::int64_t frame = 0; frame < powers.size(0); ++frame) {
        mean += share * (powers.data_ptr<float>()[frame] - mean);
        lasting = std::max(lasting, mean);
      }
      all.push_back(powers);
    }
  }
  const auto powers = torch::cat(all);
  const auto last = powers.size(0) - 1;
  const auto high = std::get<0>(powers.kthvalue(last - last / 1000 + 1)).item<float>();
  return torch::tensor({high, lasting});
}

}  // namespace

void measure_frames(Dataset& dataset, const FrontEnd& front_end) {
  dataset.loudest = torch::full({front_end.bands}, log_floor);
  for (const auto& stream : dataset.streams)
    dataset.loudest = torch::max(dataset.loudest, std::get<0>(stream.max(0)) * dataset.scale + dataset.mean);
  dataset.powers = highest_powers(dataset, front_end);
}

void add_frame_statistics(const Dataset& dataset, const FrontEnd& front_end,
                          std::map<std::string, Tensor, std::less<>>& tensors) {
  tensors["frames.mean"] = export_tensor(dataset.mean);
  tensors["frames.scale"] = export_tensor(dataset.scale);
  tensors["frames.loudest"] = export_tensor(dataset.loudest);
  tensors["frames.powers"] = export_tensor(dataset.powers);
  tensors["frames.spread"] = export_tensor(torch::tensor(band_noise(front_end).spread));
  tensors["loudest_second"] = export_tensor(torch::tensor({static_cast<float>(dataset.loudest_second)}));
}

}  // namespace aeolian
