// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/model/checkpoint.h"
#include "core/model/engine.h"
#include "core/model/layers.h"
#include "core/model/segment_encoder.h"

namespace aeolian {

/**
 * Plays the baseline of 2019, an LSTM autoencoder: segment after segment (ModelDescription::context frames),
 * each decoded from the encoding that is set, or else from a random stored code. Codes are averaged as
 * directions, as in the original; the baseline is kept to show how that sounds. One step is one frame; an
 * encoding takes effect at the next frame. There is no distribution, so temperature has no effect.
 */
class AutoencoderEngine final : public Engine {
 public:
  static ErrorOr<std::unique_ptr<Engine>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                                 const Arithmetic& arithmetic = {});

  const ModelDescription& description() const override { return checkpoint_->description; }
  /** Starts a segment from the stored code `index`. */
  void prime(std::size_t index) override;
  /** Starts a segment from the code of the last segment of `frames`. */
  void follow(std::span<const float> frames, const StepControls& controls) override;
  DecodedFrames step(const StepControls& controls, Random& random) override;

 private:
  AutoencoderEngine(std::shared_ptr<const Checkpoint> checkpoint, SegmentEncoder encoder, LstmStack decoder,
                    LinearLayer output);

  void begin_segment();

  std::shared_ptr<const Checkpoint> checkpoint_;
  SegmentEncoder encoder_;
  LstmStack decoder_;
  LinearLayer output_;
  Eigen::Map<const Eigen::ArrayXf> frame_mean_, frame_scale_;
  int frame_ = 0;  ///< the next frame of the segment
  Vector drawn_;   ///< the code of this segment if no encoding is set
  Vector code_, mean_, level_;
};

}  // namespace aeolian
