// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/random.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * The corpus as latents, for every alignment of frames to steps. An alignment, 0 to frames_per_step - 1, is
 * the frame of a stream at which its first step begins. Latents that were encoded beforehand are in memory;
 * others are encoded on demand. Threads may share it, but not while the codec changes.
 */
class Latents {
 public:
  struct Cut {
    torch::Tensor mean;   ///< (steps, D)
    torch::Tensor sigma;  ///< (steps, D) posterior standard deviation
  };

  Latents() = default;
  /** Starts with nothing encoded. */
  Latents(const Dataset& dataset, const Codec& codec, const ModelDescription& description,
          torch::Device device);

  /** Number of steps of a stream at an alignment. */
  std::int64_t steps(int stream, int alignment) const;

  /** The given steps of a stream, which must exist. */
  Cut cut(int stream, int alignment, std::int64_t begin, std::int64_t steps) const;

  /** (steps, D) the means of a whole stream at the first alignment. */
  torch::Tensor means(int stream) const { return cut(stream, 0, 0, steps(stream, 0)).mean; }

  /** Encodes the steps within a range of frames and keeps them in memory. */
  void keep(const Span& span, int alignment, const TaskProgress& progress = {});

 private:
  /** Latents in memory. */
  struct Kept {
    int stream = 0, alignment = 0;
    std::int64_t begin = 0;  ///< step
    Cut latents;
  };

  Cut encode(int stream, int alignment, std::int64_t begin, std::int64_t steps,
             const TaskProgress& progress) const;

  Dataset dataset_;
  mutable Codec codec_{nullptr};
  int frames_per_step_ = 0, latent_size_ = 0;
  torch::Device device_ = torch::kCPU;
  std::vector<Kept> kept_;  ///< by stream, alignment and beginning
};

/** Encodes every stream of `dataset` with the finished codec, at every alignment. */
Latents encode_dataset(const Dataset& dataset, const Codec& codec, const ModelDescription& description,
                       torch::Device device, const TaskProgress& progress = {});

/** Encodes only the training part of `sample`, streams of `dataset`, and only at the first alignment. */
Latents encode_training_part(const Dataset& dataset, const Dataset& sample, const Codec& codec,
                             const ModelDescription& description, torch::Device device,
                             const TaskProgress& progress = {});

/** The maximum size of latents kept in memory, bytes: nearly two hours of sound with the default sizes. */
inline constexpr double most_latents_in_memory = 600e6;

/** Memory that encode_dataset() would need for its latents, bytes. */
double memory_of_latents(const Dataset& dataset, const ModelDescription& description);

/** Encodes all of `dataset`, or only `sample` if all would take too much memory. */
Latents encode_what_fits(const Dataset& dataset, const Dataset& sample, const Codec& codec,
                         const ModelDescription& description, torch::Device device,
                         const TaskProgress& progress = {});

/** Length of a training sequence of the trunk, steps. */
inline constexpr std::int64_t sequence_steps = 96;

/** Length of the window whose encoding conditions a sequence, steps: 1.5 to 4 seconds. */
std::int64_t pick_window_steps(const ModelDescription& description, Random& random);

/**
 * The maximum distance of a window from its sequence, frames: 4 seconds, so that the window describes the
 * sound played at that time.
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

}  // namespace aeolian::trainer
