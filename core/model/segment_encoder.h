// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/model/checkpoint.h"
#include "core/model/layers.h"

namespace aeolian {

/**
 * The encoder of the autoencoder baseline: an LSTM over the frames of a segment, whose last state becomes a
 * code.
 */
class SegmentEncoder {
 public:
  /** The checkpoint must outlive it. */
  static ErrorOr<SegmentEncoder> create(const LayerSource& source);

  /**
   * Returns the code, of unit norm, of the last segment of `frames` (n x bands, row-major, normalised; may be
   * shorter than a segment). Valid until the next call. Allocates nothing.
   */
  std::span<const float> encode(std::span<const float> frames);

 private:
  SegmentEncoder(const ModelDescription& description, LstmStack lstm, LinearLayer code);

  int bands_, segment_;  // values per frame, frames
  LstmStack lstm_;
  LinearLayer to_code_;
  Vector code_;
};

}  // namespace aeolian
