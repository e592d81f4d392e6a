// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/frame_statistics.h"

#include <algorithm>
#include <cmath>

#include "core/model/training_range.h"
#include "core/spectrum/texture.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

void set_statistics(Dataset& dataset, const SoundStatistics& statistics, const FrontEnd& front_end) {
  dataset.loudest = torch::tensor(statistics.loudest());
  dataset.powers = torch::tensor(
      {statistics.rare_power(), statistics.lasting_power(front_end.frame_rate(), running_mean_s)});
  dataset.loudest_second = 10. * std::log10(std::max(statistics.loudest_second, 1e-12));
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

}  // namespace aeolian::trainer
