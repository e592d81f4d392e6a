// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/random.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/networks/modules.h"

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
                       torch::Device device, const TaskProgress& progress = {});

/** Encodes the training part alone, at the first alignment alone; the rest stays 0. */
Latents encode_training_part(const Dataset& dataset, Codec& codec, const ModelDescription& description,
                             torch::Device device);

/** Steps that the trunk learns from at once. */
inline constexpr std::int64_t sequence_steps = 96;

/** Length of the window whose encoding tells the source of a sequence, steps: 1.5 to 4 seconds. */
std::int64_t pick_window_steps(const ModelDescription& description, Random& random);

/** How far from a sequence its window may lie, frames: 4 seconds, so that it tells what is played about
 * there. */
std::int64_t window_reach(const ModelDescription& description);

/** A window of the training part: where it lies, frames, and its latents, (steps, D). */
struct LatentWindow {
  Span place;
  torch::Tensor mean;
};

/** All windows of `length_s` in the training part, their beginnings `distance_s` apart. */
std::vector<LatentWindow> training_windows(const Dataset& dataset, const Latents& latents,
                                           const ModelDescription& description, double length_s,
                                           double distance_s);

}  // namespace aeolian
