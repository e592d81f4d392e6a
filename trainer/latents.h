#pragma once

#include <vector>

#include "core/torch/modules.h"
#include "trainer/dataset.h"

namespace aeolian {

/** The corpus as latents, cut at every alignment of frames to steps: [stream][offset]. */
struct Latents {
  struct Cut {
    torch::Tensor mean;   ///< (steps, D)
    torch::Tensor sigma;  ///< (steps, D) what the codec leaves open
  };
  std::vector<std::vector<Cut>> streams;
};

/** Encodes every stream of `dataset` with the finished codec. */
Latents encode_dataset(const Dataset& dataset, Codec& codec, const ModelDescription& description,
                       torch::Device device);

}  // namespace aeolian
