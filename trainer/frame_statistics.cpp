#include "trainer/frame_statistics.h"

#include "core/spectrum/texture.h"
#include "core/torch/modules.h"

namespace aeolian {

void add_frame_statistics(const Dataset& dataset, const FrontEnd& front_end,
                          std::map<std::string, Tensor, std::less<>>& tensors) {
  tensors["frames.mean"] = export_tensor(dataset.mean);
  tensors["frames.scale"] = export_tensor(dataset.scale);
  auto loudest = torch::full({front_end.bands}, log_floor);
  for (const auto& stream : dataset.streams)
    loudest = torch::max(loudest, std::get<0>(stream.max(0)) * dataset.scale + dataset.mean);
  tensors["frames.loudest"] = export_tensor(loudest);
  tensors["frames.spread"] = export_tensor(torch::tensor(band_noise(front_end).spread));
  tensors["loudest_second"] = export_tensor(torch::tensor({static_cast<float>(dataset.loudest_second)}));
}

}  // namespace aeolian
