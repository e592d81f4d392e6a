// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/model/layers.h"

namespace aeolian {

/**
 * Predicts the stereo image of each band of a step (ImageBand) from its latent and the one before. A mono
 * checkpoint has none. The checkpoint must outlive it.
 */
class StereoLayer {
 public:
  /** From the tensors stereo.weight, .bias and .edges; nothing if there are none. */
  static ErrorOr<std::optional<StereoLayer>> create(const LayerSource& source, int inputs);

  std::size_t bands() const { return edges_.size() - 1; }

  /** The edges of the bands, Hz, ascending: one more than there are bands. */
  std::span<const float> edges() const { return edges_; }

  /** Maps `inputs` values to one ImageBand per band, for each vector. */
  void apply(const Lanes& lanes) const { layer_.apply(lanes); }

 private:
  StereoLayer(LinearLayer layer, std::span<const float> edges);

  LinearLayer layer_;
  std::span<const float> edges_;
};

/** Number of channels of a checkpoint: 2 if it learned a stereo image, otherwise 1. */
int channels_of(const Checkpoint& checkpoint);

}  // namespace aeolian
