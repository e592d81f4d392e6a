// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/model/layers.h"

namespace aeolian {

/**
 * Says where each band of a step is heard between left and right (ImageBand), from its latent and the one
 * before. A checkpoint of mono sound has none. Its checkpoint must outlive it.
 */
class StereoLayer {
 public:
  /** From the tensors stereo.weight, .bias and .edges; nothing if there are none. */
  static ErrorOr<std::optional<StereoLayer>> create(const LayerSource& source, int inputs);

  std::size_t bands() const { return edges_.size() - 1; }

  /** The edges of the bands, Hz, ascending: one more than there are bands. */
  std::span<const float> edges() const { return edges_; }

  /** From `inputs` values to an ImageBand for each band, for each vector. */
  void apply(const Lanes& lanes) const { layer_.apply(lanes); }

 private:
  StereoLayer(LinearLayer layer, std::span<const float> edges);

  LinearLayer layer_;
  std::span<const float> edges_;
};

/** Channels of the sounds that a checkpoint was learned from: 1, or 2 if it says where they are heard. */
int channels_of(const Checkpoint& checkpoint);

}  // namespace aeolian
