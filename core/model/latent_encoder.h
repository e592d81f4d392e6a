// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/error.h"
#include "core/model/layers.h"

namespace aeolian {

/**
 * The encoder of the small tier: from frames to latents, and from a stretch of latents to its encoding. Has
 * its own work space: one thread at a time. Copies share the weights. After create() only copying allocates.
 */
class LatentEncoder {
 public:
  /** Refuses a checkpoint without a codec, or whose tensors do not match its description. */
  static ErrorOr<LatentEncoder> create(const Checkpoint& checkpoint);

  /**
   * Encodes one step. `frames`: log amplitudes of the bands, frames_per_step x bands, row-major, normalised
   * in place; `latent`: latent_size values, normalised as the trunk's.
   */
  void encode(std::span<float> frames, std::span<float> latent);

  /**
   * Computes an encoding. `latents`: n x latent_size, row-major; `encoding`: encoding_size values of norm 1,
   * zeros if n is 0.
   */
  void encoding_of(std::span<const float> latents, std::span<float> encoding);

 private:
  LatentEncoder() = default;

  LinearLayer linear_, first_, second_, third_, window_;
  Vector frame_mean_, frame_scale_;
  Vector hidden1_, hidden2_, halves_, statistics_, code_;
};

}  // namespace aeolian
