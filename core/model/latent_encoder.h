// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/error.h"
#include "core/model/layers.h"

namespace aeolian {

/**
 * The encoder of the small tier: frames to latents, latents to the encoding of the time that they span. One
 * thread at a time, as it has its own work space; copies share the weights. Nothing allocates after create()
 * but copies.
 */
class LatentEncoder {
 public:
  /** Refuses a checkpoint without a codec, or whose tensors are not as described. */
  static ErrorOr<LatentEncoder> create(const Checkpoint& checkpoint);

  /**
   * `frames`: the log amplitudes of the bands of one step, frames_per_step x bands, row-major, which it
   * normalises in place; `latent`: latent_size values, normalised as the trunk's.
   */
  void encode(std::span<float> frames, std::span<float> latent);

  /**
   * `latents`: n x latent_size, row-major; `encoding`: encoding_size values of norm 1, zeros if n is 0.
   */
  void encoding_of(std::span<const float> latents, std::span<float> encoding);

 private:
  LatentEncoder() = default;

  LinearLayer linear_, first_, second_, third_, window_;
  Vector frame_mean_, frame_scale_;
  Vector hidden1_, hidden2_, halves_, statistics_, code_;
};

}  // namespace aeolian
