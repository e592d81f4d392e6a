// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/random.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/networks/modules.h"

namespace aeolian {

/** The corpus as latents, for every alignment of frames to steps: [stream][offset]. */
struct Latents {
  struct Cut {
    torch::Tensor mean;   ///< (steps, D)
    torch::Tensor sigma;  ///< (steps, D) posterior standard deviation
  };
  std::vector<std::vector<Cut>> streams;
};

/** Encodes every stream of `dataset` with the finished codec. */
Latents encode_dataset(const Dataset& dataset, Codec& codec, const ModelDescription& description,
                       torch::Device device, const TaskProgress& progress = {});

/** Encodes only the training part, and only at the first alignment; the rest stays 0. */
Latents encode_training_part(const Dataset& dataset, Codec& codec, const ModelDescription& description,
                             torch::Device device);

/** Length of a training sequence of the trunk, steps. */
inline constexpr std::int64_t sequence_steps = 96;

/** Length of the window whose encoding conditions a sequence, steps: 1.5 to 4 seconds. */
std::int64_t pick_window_steps(const ModelDescription& description, Random& random);

/**
 * The maximum distance of a window from its sequence, frames: 4 seconds, so that it describes what is played
 * at that time.
 */
std::int64_t window_reach(const ModelDescription& description);

/** A window of the training part: its frames, and its latents, (steps, D). */
struct LatentWindow {
  Span place;
  torch::Tensor mean;
};

/** All windows of `length_s` in the training part, starting every `distance_s`. */
std::vector<LatentWindow> training_windows(const Dataset& dataset, const Latents& latents,
                                           const ModelDescription& description, double length_s,
                                           double distance_s);

}  // namespace aeolian
